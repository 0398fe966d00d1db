// Makes the page of a respondent quicker and safe against dead spots. Without it, the page is a form that works.
//
// A tap is put into a box in the phone's own memory first, and taken out when the server has said that it is saved.
// Nothing is called saved before. The page itself stays what the server has drawn; the script swaps its middle.
(() => {
  "use strict";
  const doc = document, root = doc.documentElement, words = doc.body.dataset;
  let main = doc.getElementById("seite");
  const say = doc.getElementById("stand"), bar = doc.getElementById("leiste");
  if (!main || !say || !window.fetch || !window.URLSearchParams) return;
  const back = doc.getElementById("zurueck"), forward = doc.getElementById("weiter");
  const path = location.pathname, key = "vs:" + path;
  const language = new URLSearchParams(location.search).get("lang");
  root.classList.add("mit");

  // ---------------------------------------------------------------- what is kept on the phone
  let box = { queue: [], drafts: {} };
  try { box = Object.assign(box, JSON.parse(localStorage.getItem(key) || "{}")); } catch (error) { /* private mode: kept in the page alone */ }
  const keep = () => {
    try {
      if (box.queue.length || Object.keys(box.drafts).length) localStorage.setItem(key, JSON.stringify(box));
      else localStorage.removeItem(key);
    } catch (error) { /* full or forbidden; the page still has it */ }
  };
  const queued = (text) => { try { return JSON.parse(text || "{}").queue || []; } catch (error) { return []; } };
  const among = (queue, entry) => queue.some((other) => other.tap === entry.tap);
  const place = (item) => [main.dataset.runde, main.dataset.wahl, item].join("/");
  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");
  // By place, since the page was loaded: what was said here (newer than what was fetched ahead), when it was saved, and
  // what was refused.
  const said = {}, saved = {}, refused = {};
  const ahead = new Map();  // middles fetched ahead, by item

  // ---------------------------------------------------------------- what the status line says
  let savedAt = "", problem = "", sending = false, away = false, slow = false;
  const tell = (text, kind) => {
    if (say.textContent !== text) say.textContent = text;
    say.className = kind || "";
  };
  const status = () => {
    const waiting = box.queue.length;
    if (problem) tell(problem, "problem");
    else if (waiting && away) tell(waiting === 1 ? words.wartetEins : words.wartetViele.replace("{n}", waiting), "wartet");
    else if (waiting) { if (slow) tell(words.speichert); }
    else if (savedAt) tell(words.gespeichert.replace("{time}", savedAt), "gesichert");
    else tell(main.dataset.art === "item" ? words.leer : "");
  };

  // ---------------------------------------------------------------- sending
  let again = 0, timer = 0;
  const address = (query) => {
    const found = new URLSearchParams(query);
    if (language) found.set("lang", language);
    const text = found.toString();
    return path + (text ? "?" + text : "");
  };
  const ask = (where, options, patience) => {
    const stop = new AbortController();
    const end = setTimeout(() => stop.abort(), patience || 10000);
    return fetch(where, Object.assign({ signal: stop.signal, cache: "no-store", credentials: "same-origin" }, options))
      .finally(() => clearTimeout(end));
  };
  const put = (item, fields) => {
    const at = place(item);
    const old = box.queue.find((e) => e.at === at);
    box.queue = box.queue.filter((e) => e !== old);
    const entry = Object.assign({}, old && old.fields, fields);
    if ("antwort" in fields && !("zahl" in fields)) delete entry.zahl;
    if ("zahl" in fields) delete entry.antwort;
    box.queue.push({ at, item, runde: main.dataset.runde, wahl: main.dataset.wahl, tap: random(), fields: entry });
    said[at] = Object.assign(said[at] || {}, entry);
    delete refused[at];
    problem = "";
    slow = false;
    keep();
    tell("");  // so that the next "saved" is announced, even in the same minute
    setTimeout(() => { if (box.queue.length) { slow = true; status(); } }, 400);
    send();
  };
  const later = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(send, 1000 * seconds * (0.75 + Math.random() / 2));
  };
  const send = async () => {
    if (!sending) {
      // What another window has put there is its to send; here it is sent if that window has gone before it could.
      const there = box.queue.some((e) => e.other) ? queued(localStorage.getItem(key)) : [];
      box.queue = box.queue.filter((e) => !e.other || among(there, e));
    }
    if (sending || !box.queue.length) { status(); return; }
    sending = true;
    clearTimeout(timer);
    const entry = box.queue[0];
    const body = new URLSearchParams(Object.assign({ item: entry.item, tap: entry.tap }, entry.fields));
    if (entry.runde) { body.set("runde", entry.runde); body.set("wahl", entry.wahl); }
    let answer = null, told = null;
    try {
      answer = await ask(address(), {
        method: "POST", headers: { Accept: "application/json" }, body, keepalive: body.toString().length < 30000,
      });
      told = await answer.json();
    } catch (error) { answer = null; }
    sending = false;
    if (!answer || answer.status === 429 || answer.status >= 500 || !told) {
      away = true;
      again = Math.min(again + 1, 5);
      status();
      later(answer && answer.status === 429 ? 10 : Math.min(15, Math.pow(2, again - 1)));
      return;
    }
    away = false;
    again = 0;
    box.queue = box.queue.filter((e) => e.tap !== entry.tap);
    if (told.saved) {
      if ("notiz" in entry.fields && box.drafts[entry.at] === entry.fields.notiz) delete box.drafts[entry.at];
      if (told.at) saved[entry.at] = told.at;
      savedAt = told.at || savedAt;
      mark(entry.item, entry.fields);
      if (told.next !== undefined && main.dataset.item === entry.item && main.dataset.geleitet === undefined) {
        const next = told.next || "-";
        if (next !== main.dataset.naechste) { main.dataset.naechste = next; ahead.delete(next); }
        fetchAhead();
      }
    } else {
      delete said[entry.at];
      if ("zahl" in entry.fields) refused[entry.at] = entry.fields.zahl;
      if (answer.status === 404) { box = { queue: [], drafts: {} }; keep(); location.reload(); return; }
      problem = told.sentence || "";
      if (told.reason === "closed" || told.reason === "changed") look();
      else if (place(main.dataset.item) === entry.at) restore(false);
    }
    keep();
    status();
    send();
  };

  // ---------------------------------------------------------------- the page itself
  const chosen = () => main.querySelector("input[type=radio]:checked");
  const note = () => main.querySelector("#notiz");
  const number = () => main.querySelector("#zahl");
  const mark = (item, fields) => {
    const line = main.querySelector('#ueberblick li[data-item="' + CSS.escape(item) + '"]');
    if (!line || !("antwort" in fields || "zahl" in fields)) return;
    const done = (fields.antwort || fields.zahl || "") !== "";
    line.classList.toggle("fertig", done);
    line.querySelector(".zeichen").textContent = done ? words.fertig : words.offen;
    const open = main.querySelectorAll("#ueberblick li:not(.fertig)").length;
    const count = main.querySelector(".zahl-offen");
    if (count) count.textContent = open > 1 ? words.offenViele.replace("{n}", open) : open ? words.offenEins : words.offenNull;
  };
  // What was said here is newer than what the server knew when it drew the page.
  const restore = (quiet) => {
    if (main.dataset.art !== "item") return;
    const at = place(main.dataset.item), kept = box.queue.find((e) => e.at === at);
    const fields = Object.assign({}, said[at], kept && kept.fields);
    if ("antwort" in fields) main.querySelectorAll("input[type=radio]").forEach((r) => { r.checked = r.value === fields.antwort; });
    if ("zahl" in fields && number()) {
      number().value = fields.zahl;
      if (fields.zahl) main.querySelectorAll("input[type=radio]").forEach((r) => { r.checked = false; });
    }
    const text = at in box.drafts ? box.drafts[at] : fields.notiz;
    if (text !== undefined && note() && note().value !== text) {
      note().value = text;
      main.querySelector("#beleg").open = true;
      if (quiet && at in box.drafts) { problem = ""; idle(); }
    }
    for (const [place_, f] of Object.entries(said)) mark(place_.split("/")[2], f);
    offerWithdrawal();
  };
  const offerWithdrawal = () => {
    const button = main.querySelector("#zuruecknehmen");
    if (button) button.hidden = !(chosen() || (number() && number().value));
  };
  const dress = () => {
    const data = main.dataset, item = data.art === "item";
    back.hidden = !data.vorige;
    if (data.vorige) back.href = address({ f: data.vorige });
    forward.hidden = !(item && data.weiter);
    forward.textContent = data.weiter || "";
    bar.classList.toggle("leer", !item);
    savedAt = saved[place(data.item)] || data.gespeichert || "";
    doc.title = data.titel || doc.title;
    count();
    restore(true);
    status();
  };
  const swap = (html, how) => {
    const found = new DOMParser().parseFromString(html, "text/html").getElementById("seite");
    if (!found) return false;
    typed();
    problem = "";
    main.replaceWith(found);
    main = found;
    dress();
    if (how !== "still") {
      window.scrollTo(0, 0);
      const heading = main.querySelector("#frage");
      if (heading) heading.focus({ preventScroll: true });
      if (how === "folgt" && main.dataset.art === "item") { tell(words.neu); setTimeout(status, 2500); }
    }
    return true;
  };

  // ---------------------------------------------------------------- from item to item
  let turn = 0, wanted = null;
  const load = async (item) => {
    const query = { teil: "1" };
    if (item) query.f = item;
    const answer = await ask(address(query));
    if (answer.status === 404 || answer.status === 410) { location.reload(); return null; }
    if (!answer.ok) throw new Error(answer.status);
    away = false;
    return answer.text();
  };
  const show = async (item, how, keepPlace) => {
    const mine = ++turn;
    let html = ahead.get(item);
    ahead.delete(item);
    if (!html) {
      try { html = await load(item); } catch (error) {
        if (mine !== turn) return;
        away = true;
        wanted = { item, how, keepPlace };
        problem = words.keinNetz;
        status();
        setTimeout(() => { if (wanted && mine === turn) show(item, how, keepPlace); }, 3000);
        return;
      }
    }
    if (mine !== turn || html === null) return;
    wanted = null;
    if (swap(html, how) && !keepPlace) history.pushState({ item }, "", address({ f: item }));
    fetchAhead();
  };
  // The next three middles, so that a dead spot stops nobody. Each is fetched once.
  let fetching = false;
  const fetchAhead = async () => {
    if (fetching || main.dataset.geleitet !== undefined || main.dataset.art !== "item") return;
    fetching = true;
    try {
      let next = main.dataset.naechste;
      for (let n = 0; n < 3 && next && next !== "-"; n++) {
        if (!ahead.has(next)) ahead.set(next, await load(next));
        const html = ahead.get(next) || "", found = html.match(/ data-naechste="([^"]*)"/);
        next = found ? found[1] : "";
      }
    } catch (error) { /* it is fetched when it is needed */ }
    fetching = false;
  };
  const go = async () => {
    typed();
    const at = place(main.dataset.item), mine = turn;
    if (number() && box.queue.some((e) => e.at === at)) await settle();
    if (mine !== turn) return;
    if (number() && at in refused) { number().focus(); return; }
    const next = main.dataset.naechste;
    if (!next) return;
    if (next === "-") { await settle(); ahead.clear(); }
    show(next, "weiter");
  };
  const settle = async () => {
    for (let n = 0; n < 20 && box.queue.length && !away; n++) await new Promise((r) => setTimeout(r, 100));
  };

  // ---------------------------------------------------------------- typing
  let pause = 0;
  const idle = () => { clearTimeout(pause); pause = setTimeout(typed, 2500); };
  const typed = () => {
    clearTimeout(pause);
    if (main.dataset.art !== "item") return;
    const item = main.dataset.item, at = place(item), text = note(), digits = number();
    const known = said[at] || {};
    if (text) {
      const before = "notiz" in known ? known.notiz : text.defaultValue;
      if (text.value !== before) put(item, { notiz: text.value });
      else if (!box.queue.some((e) => e.at === at && "notiz" in e.fields)) { delete box.drafts[at]; keep(); }
    }
    if (digits) {
      const before = "zahl" in known ? known.zahl : digits.defaultValue;
      if (digits.value !== before && digits.value !== refused[at] && (digits.value.trim() || !chosen())) put(item, { zahl: digits.value });
    }
  };

  doc.addEventListener("change", (event) => {
    const target = event.target;
    if (target.type === "radio" && main.contains(target)) {
      if (number()) { number().value = ""; (said[place(main.dataset.item)] = said[place(main.dataset.item)] || {}).zahl = ""; }
      put(main.dataset.item, { antwort: target.value });
      offerWithdrawal();
    } else if (target.id === "zahl" || target.id === "notiz") typed();
  });
  doc.addEventListener("input", (event) => {
    if (event.target.id === "notiz") {
      box.drafts[place(main.dataset.item)] = event.target.value;
      keep();
      idle();
    } else if (event.target.id === "zahl") {
      if (event.target.value) main.querySelectorAll("input[type=radio]").forEach((r) => { r.checked = false; });
      offerWithdrawal();
      idle();
    }
  });
  doc.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    if (form.id === "antwort") {
      event.preventDefault();
      if (button && button.id === "zuruecknehmen") {
        main.querySelectorAll("input[type=radio]").forEach((r) => { r.checked = false; });
        if (number()) number().value = "";
        put(main.dataset.item, number() ? { zahl: "" } : { antwort: "" });
        offerWithdrawal();
        main.querySelector("#frage").focus({ preventScroll: true });
      } else go();
    } else if (form.classList.contains("sprache") && button) {
      event.preventDefault();
      typed();
      const body = new URLSearchParams({ sprache: button.value });
      if (main.dataset.art === "item" && main.dataset.geleitet === undefined) body.set("f", main.dataset.item);
      ask(address(), { method: "POST", headers: { Accept: "application/json" }, body })
        .then((answer) => answer.json())
        .then((told) => { if (told.address) location.href = path + told.address; else throw new Error("refused"); })
        .catch(() => { problem = words.keinNetz; status(); });
    }
  });
  doc.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const to = new URL(link.href, location.href), item = to.searchParams.get("f");
    if (to.pathname !== path || !item || to.searchParams.has("platz")) return;
    event.preventDefault();
    typed();
    show(item, "weiter");
  });
  window.addEventListener("popstate", (event) => {
    typed();
    const item = (event.state && event.state.item) || new URLSearchParams(location.search).get("f") || "";
    ahead.delete(item);
    show(item, "weiter", true);
  });

  // ---------------------------------------------------------------- the timer
  let ends = 0, ticking = 0, warned = 0;
  const count = (seconds) => {
    const left = seconds === undefined ? main.dataset.endet : seconds;
    ends = left === "" || left === null ? 0 : performance.now() + 1000 * left;
    clearInterval(ticking);
    if (ends) ticking = setInterval(tick, 500);
    tick();
  };
  const tick = () => {
    const clock = main.querySelector("#frist");
    if (!clock) return;
    clock.hidden = !ends;
    if (!ends) return;
    const left = Math.max(0, Math.round((ends - performance.now()) / 1000));
    const text = left ? words.frist.replace("{minutes}", Math.floor(left / 60)).replace("{seconds}", String(left % 60).padStart(2, "0")) : words.um;
    if (clock.textContent !== text) clock.textContent = text;
    clock.classList.toggle("knapp", left <= 60);
    if (left === 60 && warned !== ends) { warned = ends; tell(words.minute); setTimeout(status, 4000); }
    if (!left) { clearInterval(ticking); setTimeout(look, 1200 + 800 * Math.random()); }
  };

  // ---------------------------------------------------------------- following the facilitator
  let stream = null, failed = 0, polling = 0, heard = performance.now();
  const follows = main.dataset.stand !== "";
  const wasAt = () => main.dataset.stand;
  const follow = (stand) => {
    if (stand === wasAt()) return;
    setTimeout(look, 250 * Math.random());
  };
  // Asks where the room is, and goes there if that is somewhere else.
  const look = async () => {
    const stays = main.dataset.art !== "wait" && main.dataset.geleitet === undefined ? main.dataset.item : "";
    const mine = turn;
    let html;
    try { html = await load(stays); } catch (error) { return false; }
    if (html === null || mine !== turn) return true;
    const found = html.match(/ data-stand="([^"]*)"/), stand = found ? found[1].replace(/&amp;/g, "&") : "";
    if (stand !== wasAt()) {
      ahead.clear();
      turn++;
      swap(html, "folgt");
      fetchAhead();
    }
    if (box.queue.length) send();
    return true;
  };
  const listen = () => {
    if (!follows || stream) return;
    if (!window.EventSource) { poll(); return; }
    stream = new EventSource(path + "/strom");
    stream.onopen = () => { failed = 0; heard = performance.now(); clearTimeout(polling); away = false; if (box.queue.length) send(); if (wanted) show(wanted.item, wanted.how, wanted.keepPlace); };
    stream.onmessage = (event) => {
      heard = performance.now();
      const told = JSON.parse(event.data);
      if (told.closes_in !== undefined && main.dataset.art !== "wait") count(told.closes_in);
      follow([told.phase, told.round, told.vote, told.item].map((x) => (x === null || x === undefined ? "" : x)).join("|"));
    };
    stream.onerror = () => {
      failed++;
      if (failed >= 2 || stream.readyState === 2) { hang(); poll(); }
    };
  };
  const hang = () => { if (stream) { stream.close(); stream = null; } };
  let polls = 0;
  const poll = () => {
    clearTimeout(polling);
    polling = setTimeout(async () => {
      const there = await look();
      polls++;
      // Where it can be reached but holds no stream, a proxy cuts them: asking every few seconds is enough then.
      if (there && polls % 4 === 1) { failed = 0; listen(); }
      if (!stream) poll();
    }, 1000 * (polls ? 3 + 3 * Math.random() : 1 + Math.random()));
  };
  const wake = (force) => {
    again = 0;
    if (box.queue.length) send();
    if (wanted) show(wanted.item, wanted.how, wanted.keepPlace);
    if (!follows) return;
    if (force || performance.now() - heard > 20000) { hang(); failed = 0; polls = 0; listen(); look(); }
  };
  window.addEventListener("online", () => wake(true));
  window.addEventListener("pageshow", (event) => { if (event.persisted) wake(true); });
  window.addEventListener("pagehide", () => { typed(); keep(); });
  doc.addEventListener("visibilitychange", () => { if (doc.visibilityState === "visible") wake(false); else { typed(); keep(); } });
  // A stream can die without a sign on a phone that has changed its cell.
  if (follows) setInterval(() => { if (doc.visibilityState === "visible" && performance.now() - heard > 30000) { heard = performance.now(); look(); } }, 5000);
  // Another window of the same phone shares the box: what it has sent need not be sent again, and what it has put there
  // must not be lost when this one writes.
  window.addEventListener("storage", (event) => {
    if (event.key !== key) return;
    const before = queued(event.oldValue), now = queued(event.newValue), own = box.queue;
    box.queue = own.filter((e) => !among(before, e) || among(now, e));
    const more = now.filter((e) => !among(own, e)).map((e) => Object.assign(e, { other: true }));
    box.queue.push(...more);
    if (box.queue.some((e) => !among(now, e))) keep();
    if (more.length && !sending) later(5);
    status();
  });

  // A reload stays at the question that is shown, also once it is answered.
  if (main.dataset.geleitet === undefined && main.dataset.art === "item") history.replaceState({ item: main.dataset.item }, "", address({ f: main.dataset.item }));
  const early = chosen();  // tapped while the script was on its way
  dress();
  if (early && !early.defaultChecked) { early.checked = true; put(main.dataset.item, { antwort: early.value }); offerWithdrawal(); }
  send();
  listen();
  setTimeout(fetchAhead, 800 + 1700 * Math.random());
})();
