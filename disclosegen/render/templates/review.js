// Shows the source of a figure beside it. Without this script each figure is a link to its source at the end of the page.
(function () {
  "use strict";
  var tip = document.getElementById("tip"), now = null, pinned = false, timer = 0;
  var narrow = window.matchMedia("(max-width: 40rem)");
  function figure(node) { return node && node.closest ? node.closest("a.f") : null; }
  function place() {
    if (!now) { return; }
    var box = now.getBoundingClientRect();
    if (box.bottom < 0 || box.top > window.innerHeight) { hide(); return; }
    if (narrow.matches) {
      tip.style.left = tip.style.top = "";
      var room = window.innerHeight - tip.offsetHeight - 8;
      if (pinned && box.bottom > room) { window.scrollBy(0, box.bottom - room); }
      return;
    }
    var width = tip.offsetWidth, height = tip.offsetHeight;
    var left = Math.min(Math.max(8, box.left), document.documentElement.clientWidth - width - 8);
    var below = box.bottom + 6, above = box.top - height - 6;
    var top = below + height > window.innerHeight && above > 0 ? above : below;
    tip.style.left = left + "px";
    tip.style.top = top + "px";
  }
  function hide() {
    clearTimeout(timer);
    if (now) { now.removeAttribute("aria-describedby"); now.setAttribute("aria-expanded", "false"); now.classList.remove("on"); }
    now = null; pinned = false; tip.hidden = true; tip.classList.remove("pinned");
  }
  function show(link, pin) {
    clearTimeout(timer);
    if (now !== link) {
      hide();
      var source = document.getElementById(link.getAttribute("href").slice(1));
      tip.textContent = "";
      Array.prototype.forEach.call(source.children, function (child) {
        if (!child.classList.contains("return")) { tip.appendChild(child.cloneNode(true)); }
      });
      now = link; tip.hidden = false; tip.scrollTop = 0;
      link.setAttribute("aria-describedby", "tip"); link.setAttribute("aria-expanded", "true"); link.classList.add("on");
    }
    pinned = pin; tip.classList.toggle("pinned", pin);
    place();
  }
  function later() { clearTimeout(timer); timer = setTimeout(function () { if (!pinned) { hide(); } }, 250); }
  Array.prototype.forEach.call(document.querySelectorAll("a.f"), function (link) {
    link.setAttribute("role", "button"); link.setAttribute("aria-expanded", "false");
  });
  document.querySelector(".how.live").hidden = false;
  document.querySelector(".how.plain").hidden = true;
  document.addEventListener("mouseover", function (event) {
    var link = figure(event.target);
    if (link && !pinned) { show(link, false); } else if (tip.contains(event.target)) { clearTimeout(timer); }
  });
  document.addEventListener("mouseout", function (event) {
    if (!pinned && now && (figure(event.target) || tip.contains(event.target)) && document.activeElement !== now) { later(); }
  });
  document.addEventListener("focusin", function (event) {
    var link = figure(event.target);
    if (link) { show(link, pinned && link === now); } else if (!tip.contains(event.target)) { hide(); }
  });
  document.addEventListener("click", function (event) {
    var link = figure(event.target);
    if (link) {
      event.preventDefault();
      if (now === link && pinned) { hide(); } else { show(link, true); }
    } else if (!tip.contains(event.target)) { hide(); }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { hide(); }
    if (event.key === " " && figure(event.target)) { event.preventDefault(); event.target.click(); }
  });
  document.addEventListener("scroll", function () { place(); }, true);
  window.addEventListener("resize", place);
  // A note that is jumped to takes the focus, so that reading goes on there; what is folded unfolds.
  function arrive() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) { return; }
    var fold = target.closest("details");
    if (fold) { fold.open = true; target.scrollIntoView(); }
    if (target.hasAttribute("tabindex")) { target.focus({ preventScroll: true }); }
  }
  window.addEventListener("hashchange", arrive);
  window.addEventListener("beforeprint", function () { hide(); document.getElementById("ledger").open = true; });
  arrive();
}());
