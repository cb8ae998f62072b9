/* The console in the browser: theme, live wall, story panel, keys. Every page also works without it. */
"use strict";

const HELD_PX = 90; // scrolled further down than this, new cards wait above
const CARDS_MAX = 200;
const SILENT_MS = 20000; // the server beats every 5 s
const BACK_MS = 5000;
const TICK_MS = 20000;
const UNSEEN_MS = 1000;
const NEAR = "800px";
const $ = (selector, from = document) => from.querySelector(selector);
const root = document.documentElement;

/* ---- theme: a cookie, so that the server's page has it at the first paint */
function toggleTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=strict`;
}

/* ---- times: by the server's clock, which may be a replay's */
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];
let ahead = 0, relative, plural; // made when first needed: making one takes longer than all else our script does

function ago(iso) {
  const seconds = (Date.now() + ahead - Date.parse(iso)) / 1000;
  if (seconds < 45) return "الآن";
  const [unit, size] = UNITS.find(([, s]) => seconds >= s) || ["minute", 60];
  relative ??= new Intl.RelativeTimeFormat("ar-u-nu-latn", { numeric: "always" });
  return relative.format(-Math.max(1, Math.floor(seconds / size)), unit);
}

function tell(from) {
  for (const words of from.querySelectorAll("time .ago")) words.textContent = ago(words.parentNode.dateTime);
}

/* ---- the live wall */
const held = new Map(); // key -> card that waits above while the reader is further down
const fresh = new Set(); // keys the reader has not had on screen at all
let wall, panel, base;

const shown = (key) => $(`[data-key="${CSS.escape(key)}"]`, wall);
const reading = () => scrollY > HELD_PX;

function counted(n) {
  plural ??= new Intl.PluralRules("ar");
  const words = $("#count").dataset;
  return (words[plural.select(n)] || words.other).replace("#", n);
}

function parse(html) {
  const box = document.createElement("template");
  box.innerHTML = html; // drawn and escaped by the server's template
  const card = box.content.firstElementChild;
  tell(card);
  return card;
}

function place(card, top) {
  const old = shown(card.dataset.key), focused = old?.contains(document.activeElement);
  if (old?.hasAttribute("aria-current")) card.setAttribute("aria-current", "true");
  if (old !== card) top ? old?.remove() : old?.replaceWith(card);
  if (top && wall.firstElementChild !== card) wall.prepend(card);
  card.classList.toggle("arrived", top);
  if (focused) card.focus({ preventScroll: true });
}

function trim() {
  const older = $("#older");
  while (held.size > CARDS_MAX) held.delete(held.keys().next().value);
  while (wall.childElementCount > CARDS_MAX) {
    wall.lastElementChild.remove();
    const address = new URL(location.href);
    address.searchParams.set("before", wall.lastElementChild.dataset.seq);
    older.href = address.pathname + address.search;
    older.hidden = false;
  }
}

function flush() {
  for (const card of held.values()) place(card, true);
  held.clear(), fresh.clear();
  announce();
  trim();
}

function announce() {
  const looking = !reading() && !document.hidden, text = fresh.size ? counted(fresh.size) : "";
  $("#pill").hidden = !text || !reading();
  $("#pill").textContent = `↑ ${text}`;
  $("#count").textContent = text;
  document.title = looking || !text ? base : `(${fresh.size}) ${base}`;
  if (looking) fresh.clear();
}

function arrive({ key, html }) {
  const card = parse(html), growing = "top" in wall.dataset; // an older page only updates what it shows
  if (growing && !shown(key)) fresh.add(key);
  place(card, growing && !reading());
  if (!growing) return;
  held.delete(key); // last changed ends up on top
  if (reading()) held.set(key, card);
  $("#empty").hidden = true;
  announce();
  trim();
  if (wanted === card.dataset.story) openStory(wanted);
}

function acted({ key, html }) { // somebody did something with it: drawn anew where it stands
  const card = parse(html), old = shown(key);
  if (held.has(key)) held.set(key, card);
  if (!old) return;
  place(card, false);
  if (wanted === card.dataset.story) openStory(wanted);
}

function leave({ key }) {
  held.delete(key);
  fresh.delete(key);
  shown(key)?.remove();
  announce();
}

function readOn() { // the next page is there before one has read this one
  const pager = $(".pager");
  const watch = new IntersectionObserver(async (seen) => {
    const older = $("#older"), full = wall.childElementCount >= CARDS_MAX;
    if (!seen.at(-1).isIntersecting || older.hidden || full) return;
    watch.unobserve(pager);
    const page = await fetched(older.href, "main").catch(() => null);
    if (!page) return; // the link is still there
    for (const card of page.querySelectorAll(".card")) {
      card.removeAttribute("aria-current");
      if (!shown(card.dataset.key)) wall.append(card);
    }
    older.replaceWith($("#older", page));
    watch.observe(pager);
  }, { rootMargin: NEAR });
  watch.observe(pager);
}

function connect(address, last) {
  const url = new URL(address, location.href);
  if (last) url.searchParams.set("after", last);
  const source = new EventSource(url);
  let heard = Date.now(), at = last;
  const on = (name, act) => source.addEventListener(name, (event) => {
    heard = Date.now();
    at = event.lastEventId || at;
    act(JSON.parse(event.data));
  });
  source.onopen = () => { heard = Date.now(); state(true); };
  source.onerror = () => state(false);
  on("card", arrive);
  on("acted", acted);
  on("gone", leave);
  on("beat", beat);
  on("reload", () => location.reload());
  const watch = setInterval(() => {
    if (source.readyState !== EventSource.CLOSED && Date.now() - heard < SILENT_MS) return;
    clearInterval(watch); // refused for good, or silent: the browser would not try again by itself
    source.close();
    state(false);
    connect(address, at);
  }, BACK_MS);
}

function state(on) {
  const live = $("#live");
  live.hidden = false;
  live.classList.toggle("off", !on);
  $("b", live).textContent = on ? live.dataset.on : live.dataset.off;
}

function beat({ now, totals }) {
  ahead = Date.parse(now) - Date.now();
  for (const cell of document.querySelectorAll("[data-total]")) {
    cell.textContent = String(totals[cell.dataset.total] ?? 0).replace(/\B(?=(\d{3})+$)/g, ",");
  }
}

/* ---- the story panel, and pages that look again by themselves */
let asked = 0, wanted = ""; // the story last asked for: what happens to it while it is on its way must not be missed

async function fetched(address, selector) {
  const answer = await fetch(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return answer.ok ? document.adoptNode($(selector, page)) : null;
}

async function openStory(id) {
  if (!panel || !panel.offsetParent) return; // narrow: the story has its own page
  if ($("#story", panel)?.dataset.story === id && writing(panel)) return; // once the note is sent
  const mine = ++asked;
  wanted = id;
  const story = await fetched(`/story/${encodeURIComponent(id)}`, "#story").catch(() => null);
  if (!story || mine !== asked) return;
  if ($("#story", panel)?.dataset.story !== id) panel.scrollTop = 0;
  panel.replaceChildren(story);
}

async function lookAgain(main) {
  const busy = main.contains(document.activeElement) || String(getSelection()) || writing(main);
  if (document.hidden || busy) return;
  const page = await fetched(location.href, "main").catch(() => null);
  state(Boolean(page));
  if (page) main.replaceChildren(...page.childNodes);
}

/* ---- what people do: the forms of the page, sent without leaving it; the stream brings what came of it */
const post = (fields) => fetch("/act", { method: "POST", body: fields, redirect: "manual" }).catch(() => null);
const writing = (from) => [...from.querySelectorAll("input[name=note]")].some((note) => note.value);

async function send(event) {
  const form = event.target, button = event.submitter;
  if (!form.matches('form[action="/act"]')) return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form));
  if (button?.name) fields.set(button.name, button.value);
  let answer = await post(fields);
  const token = answer?.status === 403 ? await renewed() : ""; // the page is of before a restart
  if (token) {
    fields.set("csrf", token);
    answer = await post(fields);
  }
  const why = await refusal(answer);
  told(fields.get("do"), button, why);
  if (why) return; // what was written stays: it can be sent again
  form.reset();
  if (!wall) location.reload();
  else if (panel.contains(form)) openStory(wanted);
}

async function renewed() { // the token that a page drawn now has, "" when there is none; the forms of this one have it too
  const acts = await fetched(location.href, "#acts").catch(() => null), token = acts?.elements.csrf.value ?? "";
  if (token) for (const field of document.querySelectorAll("input[name=csrf]")) field.value = token;
  return token;
}

async function refusal(answer) { // "" when it was taken
  const { silent, out } = $("#untaken").dataset;
  if (!answer) return silent;
  if (answer.type === "opaqueredirect" || answer.ok) return "";
  if (answer.status === 401) return out;
  const page = new DOMParser().parseFromString(await answer.text().catch(() => ""), "text/html");
  return $(".lead", page)?.textContent || `HTTP ${answer.status}`;
}

function told(act, button, why) { // what was not taken stands there until it is, or until it was seen
  const box = $("#untaken"), story = `[data-story="${CSS.escape(act.split(" ").at(-1))}"]`;
  $(`li[data-act="${CSS.escape(act)}"]`, box)?.remove();
  if (why) {
    const line = $("template", box).content.cloneNode(true);
    line.firstElementChild.dataset.act = act;
    $("b", line).textContent = button.firstChild.textContent;
    const headline = $(`${story} :is(h1, h2)`);
    if (headline) Object.assign($("bdi", line), { textContent: headline.textContent, dir: headline.dir });
    $("span", line).textContent = why;
    $("ul", box).append(line);
  }
  box.hidden = !$("li", box);
}

function press(kind) {
  const card = $(".card[aria-current]");
  $(`button[data-do="${kind}"]`, card || $("#story") || document)?.click();
}

/* ---- keys: by place on the keyboard, because on an Arabic layout j types ت */
let going = false;

function select(card) {
  $(".card[aria-current]")?.removeAttribute("aria-current");
  card.setAttribute("aria-current", "true");
  openStory(card.dataset.story);
}

function move(step) {
  const cards = [...document.querySelectorAll(".card")];
  if (!cards.length) return;
  const at = cards.findIndex((card) => card.hasAttribute("aria-current") && card.contains(document.activeElement));
  const card = cards[at < 0 ? 0 : Math.min(cards.length - 1, Math.max(0, at + step))];
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
  select(card);
}

const KEYS = {
  KeyJ: () => move(1),
  KeyK: () => move(-1),
  KeyO: () => ($(".card[aria-current] a.out") || $("#story a.tag.go, #story a.original"))?.click(),
  KeyE: () => press("ack"),
  KeyS: () => press("snooze"),
  KeyM: () => press("mute"),
  KeyX: () => press("false_alarm"),
  KeyG: () => { going = true; setTimeout(() => { going = false; }, 1500); },
  Slash: () => $("#actor")?.focus(),
};
const PLACES = {
  KeyW: "/", KeyS: "/search", KeyF: "/feeds", KeyR: "/rules", KeyC: "/channels", KeyQ: "/suppressed", KeyD: "/dead-letters",
};

function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const typing = event.target.closest("input,textarea,select,[contenteditable]");
  if (typing && event.code === "Escape") typing.blur();
  if (typing || $("#help").open) return;
  const card = event.target.closest(".card");
  let act = KEYS[event.code];
  if (going && PLACES[event.code]) act = () => location.assign(PLACES[event.code]);
  else if (event.shiftKey) act = event.code === "Slash" ? () => $("#help").showModal() : null;
  else if (event.code === "Enter") act = card === event.target ? () => $("h2 a", card).click() : null;
  if (!act) return;
  if (event.code !== "KeyG") going = false;
  event.preventDefault();
  act();
}

const painted = new Promise((seen) => {
  new PerformanceObserver(seen).observe({ type: "paint", buffered: true });
  setTimeout(seen, UNSEEN_MS); // a tab in the background is not painted
});

function start() {
  wall = $("#wall");
  panel = $("#panel");
  base = document.title;
  ahead = Date.parse(document.body.dataset.now) - Date.now();
  $("#theme").hidden = false;
  $("#theme").addEventListener("click", toggleTheme);
  document.addEventListener("keydown", pressed);
  document.addEventListener("submit", send);
  $("#untaken button")?.addEventListener("click", () => { $("#untaken ul").replaceChildren(); $("#untaken").hidden = true; });
  setInterval(() => tell(document), TICK_MS);
  const main = $("main[data-refresh]");
  if (main) setInterval(() => lookAgain(main), main.dataset.refresh * 1000);
  if (!wall) return;
  $("#pill").addEventListener("click", () => { scrollTo({ top: 0 }); flush(); });
  addEventListener("scroll", () => { if (!reading() && held.size) flush(); }, { passive: true });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !reading()) flush(); });
  wall.addEventListener("click", (event) => {
    const card = event.target.closest(".card");
    if (card && !event.target.closest("a, button")) select(card);
  });
  painted.then(() => { // what else there is to show and to ask for would hold up the first cards
    $("main").classList.add("seen");
    connect(wall.dataset.events, "");
    readOn();
    const first = $(".card[aria-current]", wall);
    if (first && !wanted) openStory(first.dataset.story);
  });
}
document.addEventListener("DOMContentLoaded", start);
