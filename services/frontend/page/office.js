// The live page: zones, tasks, decisions, devices and events, kept current by one stream that resumes where it broke.

import { admitted, showCredits } from "./account.js";
import { asked, Refused } from "./asking.js";
import { claimRedeemed, redeemFromAddress } from "./claims.js";
import { drawDecisions, setDecision } from "./decisions.js";
import { at, element, node } from "./dom.js";
import { drawTasks, setTask } from "./tasks.js";

const EVENTS_SHOWN = 200;
const RETRY_MS = 2000;
const HEALTH_EVERY_MS = 10000;
const zones = new Map();
const devices = new Map();

function shown(value) {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : value.toFixed(2);
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "–");
}

function zoneCard(zone) {
  const list = node("dl");
  for (const [channel, measured] of Object.entries(zone.channels).sort()) {
    const value = node("dd", { className: measured.stale ? "stale" : "" }, shown(measured.value));
    list.append(node("dt", {}, channel), value);
  }
  const people = zone.occupancy.person_count;
  const there = people ? `${people} ${people === 1 ? "person" : "people"}` : "";
  const title = node("h3", {}, node("span", {}, zone.zone), node("span", { className: "people" }, there));
  const card = node("article", { className: "card" }, title, list);
  card.dataset.zone = zone.zone;
  return card;
}

function deviceRow(device) {
  const status = node("td", {}, device.status);
  status.dataset.status = device.status;
  const seen = device.last_seen ? new Date(device.last_seen).toLocaleTimeString() : "–";
  const battery = device.battery_mv ? `${(device.battery_mv / 1000).toFixed(2)} V` : "–";
  const cells = [device.zone ?? "–", status, battery, seen];
  const row = node("tr", {}, node("td", {}, device.device));
  row.append(...cells.map((cell) => (cell instanceof Node ? cell : node("td", {}, cell))));
  return row;
}

function drawSorted(target, things, draw) {
  if (things.size) target.replaceChildren(...[...things.keys()].sort().map((key) => draw(things.get(key))));
}

let position = 0;
function reached(next) {
  position = Math.max(position, Number(next) || 0);
  element("position").textContent = position;
}

let drawing = false;
function redraw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    drawSorted(element("zones"), zones, zoneCard);
    drawSorted(element("devices"), devices, deviceRow);
    drawTasks();
    drawDecisions();
  });
}

let shownUpTo = 0;
function showEvent(event) {
  if (event.position <= shownUpTo) return;
  shownUpTo = event.position;
  const line = node("li", { title: JSON.stringify(event.data) },
    node("span", {}, `${event.position} `), node("b", {}, event.type), ` ${event.subject} `,
    node("span", {}, JSON.stringify(event.data)));
  const list = element("events");
  list.prepend(line);
  while (list.children.length > EVENTS_SHOWN) list.lastChild.remove();
}

const views = {
  zones: (key, row) => (row ? zones.set(key, row) : zones.delete(key)),
  devices: (key, row) => (row ? devices.set(key, row) : devices.delete(key)),
  tasks: setTask,
  decisions: setDecision,
};

function connection(state, text) {
  element("connection").dataset.state = state;
  element("connection").textContent = text;
}

async function load() {
  const moment = at ? `?at=${encodeURIComponent(at)}` : "";
  const positions = [];
  const more = moment.replace("?", "&");
  const [zoneList, deviceList, taskList, decisionList, newest] = await Promise.all(
    [`/api/zones/${moment}`, `/api/devices/${moment}`, `/api/tasks/${moment}`, `/api/decisions/?limit=20${more}`, `/api/events/?limit=50${more}`]
      .map(async (url) => {
        const answer = await asked(url);
        positions.push(Number(answer.headers.get("SOMS-Position")));
        return answer.json();
      }));
  reached(Math.min(...positions));
  zoneList.forEach((zone) => zones.set(zone.zone, zone));
  deviceList.forEach((device) => devices.set(device.device, device));
  taskList.forEach((task) => setTask(String(task.id), task));
  decisionList.forEach((decision) => setDecision(decision.cycle, decision));
  newest.reverse().forEach(showEvent);
  redraw();
}

function follow() {
  const stream = new EventSource(`/api/stream?include=zones,devices,tasks,decisions,events&after=${position}`);
  stream.onopen = () => connection("live", "live");
  stream.onerror = () => {
    connection("lost", "connection lost, trying again…");
    if (stream.readyState === EventSource.CLOSED) setTimeout(followAgain, RETRY_MS);
  };
  stream.addEventListener("view", (message) => {
    const change = JSON.parse(message.data);
    views[change.view]?.(change.key, change.row);
    reached(message.lastEventId);
    redraw();
  });
  stream.addEventListener("event", (message) => {
    const event = JSON.parse(message.data);
    showEvent(event);
    if (event.type === "credits.transferred") showCredits([event.subject, ...(event.tags ?? "").split(",")]);
    if (event.type === "credits.claim_redeemed") claimRedeemed(event);
  });
}

// A stream that was refused, and not just broken off, may be so because the session has ended.
async function followAgain() {
  if (await admitted().catch(() => true)) follow();
  else connection("refused", "signed out");
}

function amiss(health) {
  const parked = Object.entries(health.parked ?? {}).map(
    ([view, subjects]) => `view ${view} leaves out ${Object.keys(subjects).join(", ")}`);
  const stopped = (what, found) => Object.entries(found ?? {}).map(
    ([name, reason]) => `${what} ${name} has stopped: ${reason}`);
  return [...stopped("view", health.stopped), ...stopped("reactor", health.stopped_reactors), ...parked];
}

/** The model, where it fails; whoever may not ask how it does is told nothing of it. */
async function silentModel() {
  const answer = await fetch("/api/brain");
  const model = answer.ok ? await answer.json() : {};
  if (model.status !== "failing") return [];
  const since = new Date(model.since).toLocaleTimeString();
  return [`the model does not answer since ${since} (${model.last_error}); the safety floor goes on`];
}

async function watchHealth() {
  try {
    const found = amiss(await (await fetch("/api/health")).json());
    found.push(...(await silentModel()));
    element("amiss").textContent = found.join(" · ");
    element("amiss").hidden = !found.length;
  } catch { /* `connection` says that the backend cannot be reached */ }
  setTimeout(watchHealth, HEALTH_EVERY_MS);
}

async function start() {
  try {
    if (!(await admitted())) {
      connection("refused", "not signed in");
      return;
    }
    await load();
  } catch (error) {
    if (error instanceof Refused) {
      connection("refused", error.message);
      return;
    }
    connection("lost", "the backend cannot be reached, trying again…");
    setTimeout(start, RETRY_MS);
    return;
  }
  if (at) connection("past", `as of ${at}`);
  else follow();
  redeemFromAddress();
}

start();
watchHealth();
