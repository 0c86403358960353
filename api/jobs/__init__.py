"""Reading as durable jobs: the engine, the processes that read, and what a job does."""
