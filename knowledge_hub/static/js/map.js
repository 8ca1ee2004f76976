/* The results on a map: the entries of .places that have a point become markers.

   #map stays while htmx changes the list (hx-preserve); its data name the files of
   Leaflet and the texts. Nothing is loaded before this view is opened. */
(() => {
  "use strict";

  // West of it a longitude is counted on past 180: the Pacific is in one piece, as in
  // the shapes of the countries (docs/country_shapes.py).
  const WEST_END = -30;
  const BOUNDS = [[-60, WEST_END], [84, WEST_END + 360]];
  const FIRST_VIEW = [[-45, 60], [50, 190]];
  // From this zoom on, markers have room for their city's name.
  const NAMES_FROM = 6;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let drawn = null;

  const inPacific = (x) => (x < WEST_END ? x + 360 : x);
  const inAtlantic = (x) => ((((x + 180) % 360) + 360) % 360) - 180;

  function load(tag, attributes) {
    return new Promise((resolve, reject) => {
      const element = Object.assign(document.createElement(tag), attributes);
      element.onload = resolve;
      element.onerror = () => reject(new Error(`${tag} of the map`));
      document.head.append(element);
    });
  }

  function loadLeaflet({ script, style }) {
    if (window.L) return Promise.resolve();
    return Promise.all([
      load("link", { rel: "stylesheet", href: style }),
      load("script", { src: script }),
    ]);
  }

  function zoomTo(map, bounds) {
    map.fitBounds(bounds, { padding: [40, 40], maxZoom: 9, animate: false });
  }

  function newMap(element) {
    const { zoomIn, zoomOut, source } = element.dataset;
    const map = L.map(element, {
      attributionControl: false,
      fadeAnimation: !still,
      inertia: !still,
      markerZoomAnimation: !still,
      maxBounds: BOUNDS,
      maxZoom: 11,
      minZoom: 1,
      // The wheel scrolls the page until the map has the focus.
      scrollWheelZoom: false,
      zoomAnimation: !still,
      zoomControl: false,
      zoomSnap: 0.5,
    });
    L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
    L.control.attribution({ prefix: false }).addAttribution(source).addTo(map);
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    map.on("zoomend", () => {
      element.classList.toggle("map-names", map.getZoom() >= NAMES_FROM);
    });
    map.on("popupopen", ({ popup }) => {
      const box = popup.getElement();
      box.querySelector(".leaflet-popup-close-button").ariaLabel = element.dataset.close;
      box.querySelector(".map-popup a").focus({ preventScroll: true });
    });
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") map.closePopup();
    });
    map.on("popupclose", ({ popup }) => {
      const inside = popup.getElement().contains(document.activeElement);
      const marker = popup._source && popup._source.getElement();
      if (inside && marker) marker.focus({ preventScroll: true });
    });
    return map;
  }

  async function drawCountries(map, address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status} for the shapes of the map`);
    L.geoJSON(await answer.json(), {
      interactive: false,
      style: { className: "map-country" },
    }).addTo(map);
  }

  function placeOf(item) {
    const { latitude, longitude, total, page, pageLabel } = item.dataset;
    const link = item.querySelector("a");
    return {
      at: L.latLng(Number(latitude), inPacific(Number(longitude))),
      count: link.querySelector(".count").textContent,
      href: link.href,
      name: link.firstElementChild.textContent,
      page,
      pageLabel,
      total: Number(total),
    };
  }

  // Pixels across: its area grows with the number, and the smallest can be touched.
  const sizeOf = (total) => Math.min(60, Math.round(28 + 8 * Math.sqrt(total - 1)));

  /* Circles that would hide each other at this zoom are one, at its largest city. */
  function grouped(places, map) {
    const groups = [];
    for (const place of [...places].sort((a, b) => b.total - a.total)) {
      const point = map.project(place.at);
      const near = groups.find((group) => {
        const reach = (sizeOf(group.total) + sizeOf(place.total)) / 2;
        return group.point.distanceTo(point) < 0.7 * reach;
      });
      if (near) {
        near.places.push(place);
        near.total += place.total;
      } else groups.push({ places: [place], point, total: place.total });
    }
    return groups;
  }

  function linkTo(href, text) {
    return Object.assign(document.createElement("a"), { href, textContent: text });
  }

  function popupOf({ places }) {
    const box = document.createElement("div");
    box.className = "map-popup";
    if (places.length > 1) {
      for (const { href, name, count } of places) {
        box.append(linkTo(href, `${name}: ${count}`));
      }
      return box;
    }
    const [{ href, name, count, page, pageLabel }] = places;
    const heading = document.createElement("strong");
    heading.textContent = name;
    box.append(heading, linkTo(href, count));
    if (page) box.append(linkTo(page, pageLabel));
    return box;
  }

  function markerOf(group) {
    const [{ at, name, count }, ...others] = group.places;
    const size = sizeOf(group.total);
    const face = document.createElement("span");
    const caption = document.createElement("span");
    caption.className = "map-name";
    caption.textContent = others.length ? `${name} +${others.length}` : name;
    face.append(group.total, caption);
    const label = [`${name}: ${count}`, ...others.map((o) => `${o.name}: ${o.count}`)].join("; ");
    const icon = L.divIcon({ className: "map-marker", html: face, iconSize: [size, size] });
    const marker = L.marker(at, { icon, riseOnHover: true, zIndexOffset: -10 * size });
    marker.on("add", () => {
      const element = marker.getElement();
      element.setAttribute("aria-label", label);
      element.setAttribute("aria-haspopup", "dialog");
    });
    // Beside the buttons, on a phone as well.
    return marker.bindPopup(popupOf(group), {
      autoPanPaddingTopLeft: [64, 10],
      maxHeight: 220,
      maxWidth: Math.min(300, drawn.map.getSize().x - 120),
      minWidth: 100,
    });
  }

  function drawPlaces() {
    const { layer, map, places } = drawn;
    const inside = map.getPane("markerPane").contains(document.activeElement);
    layer.clearLayers();
    grouped(places, map).forEach((group) => markerOf(group).addTo(layer));
    if (inside) map.getContainer().focus({ preventScroll: true });
  }

  function readPlaces() {
    drawn.places = [...document.querySelectorAll(".places > li[data-latitude]")].map(placeOf);
  }

  function frameOf(points) {
    const box = document.getElementById("box").value;
    if (!box) return points.length ? points : FIRST_VIEW;
    const [west, south, east, north] = box.split(",").map(Number);
    const left = inPacific(west);
    const right = inPacific(east);
    return [[south, left], [north, right > left ? right : right + 360]];
  }

  function boxOf(bounds) {
    const south = Math.max(-90, bounds.getSouth());
    const north = Math.min(90, bounds.getNorth());
    const whole = bounds.getEast() - bounds.getWest() >= 360;
    const west = whole ? -180 : inAtlantic(bounds.getWest());
    const east = whole ? 180 : inAtlantic(bounds.getEast());
    return [west, south, east, north].map((side) => side.toFixed(2)).join(",");
  }

  function searchHere() {
    document.getElementById("box").value = boxOf(drawn.map.getBounds());
    const form = document.getElementById("filters");
    if (window.htmx) window.htmx.trigger(form, "search-here");
    else form.submit();
  }

  async function show() {
    const element = document.getElementById("map");
    if (!element) return;
    const tools = document.querySelector(".map-tools");
    if (drawn && drawn.element === element) {
      readPlaces();
      drawPlaces();
      tools.hidden = false;
      return;
    }
    try {
      await loadLeaflet(element.dataset);
      element.hidden = false;
      const map = newMap(element);
      drawn = { element, map, layer: L.layerGroup(), places: [] };
      readPlaces();
      zoomTo(map, frameOf(drawn.places.map((place) => place.at)));
      drawn.layer.addTo(map);
      drawPlaces();
      map.on("zoomend", drawPlaces);
      document.querySelector(".map-tools").hidden = false;
      await drawCountries(map, element.dataset.shapes);
    } catch (error) {
      document.getElementById("map-status").textContent = element.dataset.failed;
      throw error;
    }
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("#search-here")) searchHere();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "results") show();
  });
  show();
})();
