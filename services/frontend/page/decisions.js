// Decisions: what the brain and the safety floor decided, a line each; opened, a line tells the whole chain.

import { asked } from "./asking.js";
import { at, element, node } from "./dom.js";

const DECISIONS_SHOWN = 20;
const decisions = new Map();
const drawn = new Map(); // by the same keys: a line that stays where it is, opened or not

export function setDecision(key, decision) {
  decisions.set(key, decision);
  const newest = [...decisions.values()].sort((a, b) => b.position - a.position);
  for (const old of newest.slice(DECISIONS_SHOWN)) [decisions, drawn].forEach((kept) => kept.delete(old.cycle));
}

/** The newest first; a line that somebody reads is not taken from under their eyes. */
export function drawDecisions() {
  if (!decisions.size) return;
  const newest = [...decisions.values()].sort((a, b) => b.position - a.position);
  const lines = newest.map(lineOf);
  const list = element("decisions");
  for (const old of [...list.children]) if (!lines.includes(old)) old.remove();
  lines.forEach((line, index) => {
    if (list.children[index] !== line) list.insertBefore(line, list.children[index] ?? null);
  });
}

function lineOf(decision) {
  const known = drawn.get(decision.cycle) ?? newLine(decision.cycle);
  const text = JSON.stringify(decision);
  if (known.text !== text) {
    known.text = text;
    known.summary.replaceChildren(...summaryOf(decision));
    if (known.line.firstChild.open) tellChain(decision.cycle, known.words);
  }
  return known.line;
}

function newLine(cycle) {
  const summary = node("summary");
  const words = node("ol", { className: "words" });
  const details = node("details", {}, summary, words);
  details.ontoggle = () => details.open && tellChain(cycle, words);
  const known = { line: node("li", {}, details), summary, words, text: null };
  drawn.set(cycle, known);
  return known;
}

function summaryOf(decision) {
  const began = new Date(decision.started_at);
  const outcome = node("b", {}, decision.outcome ?? "thinking…");
  outcome.dataset.outcome = decision.outcome ?? "";
  const time = node("time", { dateTime: decision.started_at }, began.toLocaleTimeString());
  return [time, " ", outcome, ` ${aboutOf(decision)}`];
}

function deciderOf({ kind, trigger, agent, model }) {
  if (kind === "safety") return `safety: ${trigger}`;
  return kind === "agent" ? `${agent ?? "an agent"}: ${trigger}` : model ?? "brain";
}

function aboutOf(decision) {
  const is = deciderOf(decision);
  const came = [
    ...decision.tasks.map((task) => `task ${task}`),
    ...decision.commands,
    counted(decision.utterances, "spoken"), counted(decision.refused, "refused"),
    counted(decision.approvals, "asked of a person"),
    decision.kind === "cycle" ? `${decision.prompt_tokens + decision.reply_tokens} tokens, ${decision.model_ms} ms` : "",
  ].filter(Boolean);
  return [is, decision.zones.join(", "), ...came].filter(Boolean).join(" · ");
}

const counted = (count, words) => (count ? `${count} ${words}` : "");

async function tellChain(cycle, words) {
  const moment = at ? `?at=${encodeURIComponent(at)}` : "";
  try {
    const answer = await asked(`/api/decisions/${encodeURIComponent(cycle)}${moment}`);
    const told = await answer.json();
    words.replaceChildren(...told.words.map((sentence) => node("li", {}, sentence)));
    if (told.cut) words.append(node("li", { className: "empty" }, "There is more; the log has it."));
  } catch (error) {
    words.replaceChildren(node("li", { role: "alert" }, error.message));
  }
}
