"""Trains the recogniser: one process, from trueocr's weights or a checkpoint of an earlier run."""

from __future__ import annotations

import copy
import math
import os
import shutil
import time
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from corpus.lines.alphabet import Alphabet, load_alphabet
from corpus.lines.sources import training_sources
from extractor.recogniser.artifact import load_artifact
from extractor.training.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from extractor.training.inherit import inherited_network, trueocr_model
from extractor.training.network import Network
from extractor.training.plan import Mark, Tell, TrainingPlan, learning_rate, progress
from extractor.training.restore import restored_network
from extractor.training.samples import Batch, Rounds
from extractor.training.watch import error_rate, watched_lines

_MEAN_DECAY = 0.9975
_CLIP = 2.0
_BETAS, _DECAY = (0.9, 0.98), 1e-3
_SAVE_SECONDS = 240.0
_WATCH_SECONDS = 600.0
_SMOOTHING = 0.98


@dataclass(slots=True)
class _Run:
    """All that changes while training; ``compiled`` computes what ``network`` does."""

    plan: TrainingPlan
    alphabet: Alphabet
    network: Network
    mean: Network
    compiled: Any
    optimiser: torch.optim.Optimizer
    device: torch.device
    state: Checkpoint
    loss: float = 0.0
    rate: float = 0.0


def train(plan: TrainingPlan, tell: Tell) -> Checkpoint:
    """Train until the plan's lines or hours are reached; goes on where a folder was left.

    Raises FileNotFoundError where trueocr's weights are missing, EngineMissingError where those of
    an earlier recogniser are.
    """
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads or os.cpu_count() or 1)
    torch.set_flush_denormal(True)
    run = _begin(plan)
    watched = watched_lines()
    rounds = Rounds(
        training_sources(run.alphabet, plan.transcripts), run.state.seed, run.state.rounds
    )
    clock, saved, looked = time.time(), time.time(), -math.inf
    while True:
        for batch in rounds.next_round():
            now = time.time()
            run.state.hours += (now - clock) / 3600
            clock = now
            done = progress(plan, run.state.lines, run.state.hours)
            if now - looked > _WATCH_SECONDS or done >= 1:
                tell(_mark(run, watched.worn, watched.capitals))
                looked = time.time()
            if now - saved > _SAVE_SECONDS or done >= 1:
                _save(run, rounds.number)
                saved = time.time()
            if done >= 1:
                return run.state
            _step(run, batch, done)


def _begin(plan: TrainingPlan) -> _Run:
    alphabet = load_alphabet()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    found = load_checkpoint(plan.folder)
    network = _first_network(plan, len(alphabet.characters) + 1)
    if found is not None:
        network.load_state_dict(found.raw)
    mean = copy.deepcopy(network)
    if found is not None:
        mean.load_state_dict(found.mean)
    state = found or Checkpoint(network.state_dict(), mean.state_dict(), seed=plan.seed)
    network.to(device)
    optimiser = torch.optim.AdamW(
        network.parameters(), lr=plan.peak, betas=_BETAS, weight_decay=_DECAY
    )
    if state.optimiser is not None:
        optimiser.load_state_dict(state.optimiser)
    return _Run(
        plan=plan,
        alphabet=alphabet,
        network=network,
        mean=mean.eval(),
        compiled=_compiled(network),
        optimiser=optimiser,
        device=device,
        state=state,
    )


def _first_network(plan: TrainingPlan, classes: int) -> Network:
    """Return what a new run begins with: trueocr's weights, or those of an earlier recogniser."""
    if plan.earlier is None:
        return inherited_network(trueocr_model(), classes)
    return restored_network(load_artifact(plan.earlier).graph)


def _compiled(network: Network) -> Any:  # noqa: ANN401 - what torch returns has no type
    """Fuse the network's steps where a compiler is at hand: half as fast again."""
    return torch.compile(network, dynamic=True) if shutil.which("g++") else network


def _step(run: _Run, batch: Batch, done: float) -> None:
    """Learn from one batch."""
    state = run.state
    run.rate = learning_rate(run.plan, state.steps, done)
    for group in run.optimiser.param_groups:
        group["lr"] = run.rate
    loss = _loss(run, batch)
    run.optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(run.network.parameters(), _CLIP)
    run.optimiser.step()
    state.steps += 1
    state.lines += len(batch.texts)
    share = _SMOOTHING if state.steps > 1 and run.loss else 0.0
    run.loss = share * run.loss + (1 - share) * float(loss.detach())
    _average(run)


def _loss(run: _Run, batch: Batch) -> Tensor:
    """Return the CTC loss of a batch, per character."""
    index = run.alphabet.characters.index
    lengths = torch.from_numpy(batch.lengths)
    targets = torch.tensor([index(letter) + 1 for text in batch.texts for letter in text])
    counts = torch.tensor([len(text) for text in batch.texts])
    with torch.autocast("cuda", torch.bfloat16, enabled=run.device.type == "cuda"):
        scores = run.compiled(torch.from_numpy(batch.strips).to(run.device), lengths.to(run.device))
    likely = scores.float().log_softmax(-1).transpose(0, 1)
    loss: Tensor = functional.ctc_loss(
        likely, targets, lengths, counts, zero_infinity=True, reduction="sum"
    )
    return loss / counts.sum()


def _average(run: _Run) -> None:
    """Follow the weights slowly: the mean of the last steps is better than any of them."""
    steps = run.state.steps
    decay = min(_MEAN_DECAY, (1 + steps) / (10 + steps))
    with torch.no_grad():
        pairs = zip(run.mean.parameters(), run.network.parameters(), strict=True)
        for mean, current in pairs:
            mean.mul_(decay).add_(current.to(mean.device), alpha=1 - decay)


def _mark(run: _Run, worn: Any, capitals: Any) -> Mark:  # noqa: ANN401
    mark = Mark(
        lines=run.state.lines,
        hours=round(run.state.hours, 4),
        loss=round(run.loss, 5),
        rate=run.rate,
        worn=error_rate(run.mean, worn, run.alphabet),
        capitals=error_rate(run.mean, capitals, run.alphabet),
    )
    run.state.curve.append(mark)
    return mark


def _save(run: _Run, rounds: int) -> None:
    run.state.raw = run.network.state_dict()
    run.state.mean = run.mean.state_dict()
    run.state.optimiser = run.optimiser.state_dict()
    run.state.rounds = rounds
    save_checkpoint(run.state, run.plan.folder)
