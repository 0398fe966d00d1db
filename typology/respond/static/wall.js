/* Keeps the wall up to date: events say that something is new, the part that changes is fetched anew. */
(function () {
  "use strict";
  var wall = document.getElementById("wand"), lost = document.getElementById("netz");
  var source = null, busy = false, again = false, heard = null, quiet = null, ends = null;

  function stand() { var main = wall.querySelector("main"); return main ? main.dataset.stand : ""; }

  function address(view) {
    var query = new URLSearchParams(location.search);
    query.delete("teil");
    if (view) query.set("ansicht", view); else query.delete("ansicht");
    return query;
  }

  function chosen() { return new URLSearchParams(location.search).get("ansicht"); }

  function put(html) {
    var before = stand(), kept = document.activeElement && document.activeElement.id;
    var made = document.createElement("template");
    made.innerHTML = html;
    var main = made.content.querySelector("main");
    if (!main) return;
    var isNew = main.dataset.stand !== before;
    wall.classList.toggle("neu", isNew);
    wall.replaceChildren(main);
    document.title = main.dataset.titel || document.title;
    if (kept && document.getElementById(kept)) document.getElementById(kept).focus();
    if (isNew) scrollTo(0, 0);
    clock();
    if (main.hasAttribute("data-warten")) setTimeout(load, 1000);
  }

  function load(view) {
    if (busy) { again = true; return; }
    busy = true;
    var query = address(typeof view === "string" ? view : chosen());
    var link = "?" + query;
    query.set("teil", "1");
    fetch(location.pathname + "?" + query, { cache: "no-store" }).then(function (answer) {
      if (answer.status === 404) { location.reload(); throw new Error("gone"); }
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (html) {
      var before = stand();
      put(html);
      // Another item, another round: the page that was chosen belongs to what was there before.
      if (before !== stand() && typeof view !== "string" && chosen()) {
        history.replaceState(null, "", "?" + address(null));
        again = true;
      } else if (typeof view === "string") history.replaceState(null, "", link);
      online(true);
    }).catch(function () { online(false); setTimeout(load, 3000); }).then(function () {
      busy = false;
      if (again) { again = false; load(); }
    });
  }

  function online(is) {
    clearTimeout(quiet);
    if (is) { lost.hidden = true; return; }
    quiet = setTimeout(function () { lost.hidden = false; }, 2500);
  }

  function listen() {
    if (!window.EventSource) { setInterval(load, 2000); return; }
    source = new EventSource(location.pathname.replace(/\/[^/]*$/, "/") + document.body.dataset.strom);
    source.onopen = function () { online(true); };
    source.onmessage = function (event) {
      online(true);
      if (event.data !== heard) { heard = event.data; load(); }
    };
    source.onerror = function () {
      online(false);
      heard = null;
      if (source.readyState === 2) { source.close(); setTimeout(listen, 3000); }
    };
  }

  function clock() {
    var timer = wall.querySelector("[data-endet]");
    ends = timer ? Date.now() + 1000 * Number(timer.dataset.endet) : null;
    tick();
  }

  function tick() {
    var timer = wall.querySelector("[data-endet] b");
    if (ends === null || !timer) return;
    var left = Math.max(0, Math.round((ends - Date.now()) / 1000)), rest = left % 60;
    timer.textContent = Math.floor(left / 60) + ":" + (rest < 10 ? "0" : "") + rest;
    timer.parentNode.classList.toggle("knapp", left <= 30);
  }

  function turn(id) {
    var link = document.getElementById(id);
    if (link) load(new URL(link.href).searchParams.get("ansicht"));
    return Boolean(link);
  }

  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    var forth = ["ArrowRight", "ArrowDown", "PageDown", " "], back = ["ArrowLeft", "ArrowUp", "PageUp", "Backspace"];
    if (forth.indexOf(event.key) >= 0 ? turn("weiter") : back.indexOf(event.key) >= 0 && turn("zurueck")) event.preventDefault();
  });
  wall.addEventListener("click", function (event) {
    var link = event.target.closest("#weiter, #zurueck");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); turn(link.id); }
  });

  // A projector must not fall asleep while people talk.
  function awake() {
    if (navigator.wakeLock && document.visibilityState === "visible") navigator.wakeLock.request("screen").catch(function () {});
  }
  document.addEventListener("visibilitychange", function () { awake(); if (document.visibilityState === "visible") load(); });

  setInterval(tick, 250);
  clock();
  awake();
  listen();
  var first = wall.querySelector("main");
  if (first && first.hasAttribute("data-warten")) setTimeout(load, 1000);
})();
