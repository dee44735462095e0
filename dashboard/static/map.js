// The map: outlines that came along, marks that the server gathered, nothing from anywhere else.
"use strict";
(() => {
  const holder = document.getElementById("map");
  if (!holder || !window.L) return;

  const DISTRICTS_FROM = 6.5; // zoom from which their outlines are drawn
  const CIRCLE_METRES = { district: 25000, town: 4000 };
  // Names of provinces in the outlines that are not those of the rows.
  const RENAMED = {
    "Baluchistan": "Balochistan", "Sind": "Sindh", "N.W.F.P.": "Khyber Pakhtunkhwa", "F.A.T.A.": "Khyber Pakhtunkhwa",
    "F.C.T.": "Islamabad", "Northern Areas": "Gilgit-Baltistan", "Hirat": "Herat", "Hilmand": "Helmand",
    "Sistan and Baluchestan": "Sistan and Baluchestan",
  };
  const files = new Map();
  const load = (url) => {
    if (!files.has(url)) files.set(url, fetch(url).then((answer) => answer.json()));
    return files.get(url);
  };

  // TopoJSON to GeoJSON: arcs are shared, counted in steps from one another, and may run backwards.
  const features = (topology) => {
    const { scale, translate } = topology.transform;
    const arcs = topology.arcs.map((arc) => {
      let x = 0, y = 0;
      return arc.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]]);
    });
    const ring = (numbers) => numbers.reduce((points, number) => {
      const arc = number < 0 ? arcs[~number].slice().reverse() : arcs[number];
      return points.concat(points.length ? arc.slice(1) : arc);
    }, []);
    const shape = (one) => one.type === "Polygon" ? one.arcs.map(ring) : one.arcs.map((part) => part.map(ring));
    return Object.values(topology.objects).flatMap((object) => object.geometries)
      .filter((one) => one.type === "Polygon" || one.type === "MultiPolygon")
      .map((one) => ({
        type: "Feature", properties: one.properties || {}, geometry: { type: one.type, coordinates: shape(one) },
      }));
  };

  const map = L.map(holder, {
    preferCanvas: true, zoomSnap: 0.5, minZoom: 2, maxZoom: 12, worldCopyJump: true, attributionControl: true,
    zoomAnimation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
  }).setView([29.5, 67], 5);
  holder.querySelector(".nomap")?.remove();
  map.attributionControl.setPrefix(false);
  if (holder.dataset.tiles) L.tileLayer(holder.dataset.tiles, { attribution: holder.dataset.credit || "" }).addTo(map);
  else outlines();

  function outlines() {
    map.createPane("ground").style.zIndex = 150;
    map.createPane("edges").style.zIndex = 160;
    map.attributionControl.addAttribution("Outlines: Natural Earth, svg-maps; no word on disputed borders");
    map.createPane("words").style.zIndex = 450;
    graticule();
    load("/names.json").then((names) => { named = names.province; label(names); shade(); });
    load(holder.dataset.countries).then((topology) => L.geoJSON(features(topology), {
      pane: "ground", interactive: false, renderer: L.canvas({ pane: "ground", padding: 0.5 }),
      style: { color: "#8b98a5", weight: 1.1, fillColor: "#f7f8f6", fillOpacity: 1 },
    }).addTo(map));
    const districts = L.layerGroup();
    const nearBy = () => map.getZoom() < DISTRICTS_FROM ? districts.remove() : districts.addTo(map);
    fetch(holder.dataset.districts).then((answer) => answer.text()).then((svg) => {
      L.geoJSON(window.districtsOf(svg), {
        pane: "edges", interactive: false, renderer: L.canvas({ pane: "edges", padding: 0.5 }),
        style: { color: "#a9b4be", weight: 0.8, fill: false },
      }).addTo(districts);
      map.on("zoomend", nearBy);
      nearBy();
    });
    for (const url of holder.dataset.provinces.split(" ")) load(url).then((topology) => {
      const layer = L.geoJSON(features(topology), {
        pane: "edges", interactive: false, renderer: L.canvas({ pane: "edges", padding: 0.5 }),
        style: { color: "#9fabb6", weight: 0.8, dashArray: "3 3", fill: false },
      }).addTo(map);
      layer.eachLayer((one) => {
        const name = one.feature.properties.name;
        if (name) provinces.set(RENAMED[name] || name, [...(provinces.get(RENAMED[name] || name) || []), one]);
      });
      shade();
    });
  }

  // The gazetteer's names, as many as there is room for: coarse ones from afar, fine ones near by.
  function label(names) {
    const layer = L.layerGroup().addTo(map);
    const kinds = () => {
      const zoom = map.getZoom();
      if (zoom < 4.5) return ["country"];
      if (zoom < 6.5) return ["province"];
      return zoom < 8 ? ["province", "district"] : ["district", "town"];
    };
    const write = () => {
      layer.clearLayers();
      const view = map.getBounds();
      const taken = [];
      for (const kind of kinds()) for (const [name, lat, lon] of names[kind]) {
        if (!view.contains([lat, lon])) continue;
        const at = map.latLngToContainerPoint([lat, lon]);
        const width = name.length * 3.2 + 5;
        if (taken.some((other) => Math.abs(other.y - at.y) < 15 && Math.abs(other.x - at.x) < width + other.width)) continue;
        taken.push({ x: at.x, y: at.y, width });
        const words = document.createElement("span");
        words.textContent = name;
        const place = L.marker([lat, lon], {
          icon: L.divIcon({ className: `area-label ${kind}`, iconSize: [140, 14], html: words }), pane: "words",
          interactive: false, keyboard: false,
        }).addTo(layer);
        place.getElement().setAttribute("aria-hidden", "true");
      }
    };
    map.on("moveend", write);
    write();
  }

  function graticule() {
    const lines = [];
    for (let at = -180; at <= 180; at += 5) lines.push([[-85, at], [85, at]]);
    for (let at = -85; at <= 85; at += 5) lines.push([[at, -180], [at, 180]]);
    L.polyline(lines, { pane: "ground", color: "#c6d2db", weight: 0.6, interactive: false }).addTo(map);
  }

  // --- one incident: the place that was chosen, and what others say
  const provinces = new Map();
  const marks = L.layerGroup().addTo(map);
  const circles = L.layerGroup().addTo(map);
  const shades = L.layerGroup().addTo(map);
  let areas = [];
  let named = [];
  const icon = (symbol, size, words, inner = "") => L.divIcon({
    className: `pin ${symbol} ${inner ? "heap" : ""}`, iconSize: [size, size],
    html: inner || `<svg aria-hidden="true"><use href="#s-${symbol}"/></svg>`,
  });

  const circle = (lat, lon, precision) => {
    if (!CIRCLE_METRES[precision]) return;
    L.circle([lat, lon], {
      radius: CIRCLE_METRES[precision], color: "#34404c", weight: 1, dashArray: "4 4", fillColor: "#34404c",
      fillOpacity: 0.06, interactive: false,
    }).addTo(circles);
  };

  if (holder.dataset.mapOf === "incident") {
    const points = JSON.parse(holder.dataset.points);
    for (const point of points) {
      const vague = point.precision === "province" || point.precision === "country";
      circle(point.lat, point.lon, point.precision);
      if (vague) { areas = [{ admin1: point.name, count: 1 }]; continue; }
      const name = point.kind === "chosen" ? `Place chosen: ${point.name}` : `Elsewhere: ${point.name}`;
      L.marker([point.lat, point.lon], {
        icon: icon(point.kind === "chosen" ? point.symbol : "several", point.kind === "chosen" ? 22 : 13, name),
        title: name, alt: name, keyboard: true,
      }).addTo(marks);
    }
    map.setView([points[0].lat, points[0].lon], { exact: 8, town: 7, district: 7, province: 5.5 }[points[0].precision] || 5);
    if (points.length > 1) map.fitBounds(points.map((point) => [point.lat, point.lon]), { padding: [40, 40], maxZoom: 9 });
    return;
  }

  // --- the list: marks by the filter and the zoom
  let asked = 0;
  let fitted = false;
  const found = () => document.getElementById("found");
  const toView = L.control({ position: "topright" });
  toView.onAdd = () => {
    const button = L.DomUtil.create("button", "to-view");
    button.type = "button";
    button.textContent = "Only what lies in this view";
    L.DomEvent.disableClickPropagation(button);
    L.DomEvent.on(button, "click", () => {
      const view = map.getBounds();
      const edge = (value, least, most) => Math.min(Math.max(value, least), most).toFixed(3);
      const url = new URL(found().dataset.here, location.href);
      url.searchParams.set("box", [
        edge(view.getWest(), -180, 180), edge(view.getSouth(), -90, 90),
        edge(view.getEast(), -180, 180), edge(view.getNorth(), -90, 90),
      ].join(","));
      location.assign(url);
    });
    return button;
  };
  toView.addTo(map);

  function refresh() {
    const mine = ++asked;
    const url = new URL(found().dataset.map, location.href);
    url.searchParams.set("zoom", fitted ? map.getZoom() : 5);
    fetch(url).then((answer) => answer.json()).then((drawn) => {
      if (mine !== asked || drawn.error) return;
      if (!fitted && drawn.cells.length) { fit(drawn.cells); return; }
      fitted = true;
      draw(drawn);
    }).catch(() => { holder.dataset.state = "failed"; });
  }

  function fit(cells) {
    fitted = true;
    const bounds = L.latLngBounds([]);
    for (const { box } of cells) bounds.extend([box[1], box[0]]).extend([box[3], box[2]]);
    const before = map.getZoom();
    const centre = map.getCenter();
    map.fitBounds(bounds, { padding: [24, 24], maxZoom: 9, animate: false });
    if (map.getZoom() === before && map.getCenter().equals(centre)) refresh();
  }

  function draw(drawn) {
    marks.clearLayers();
    circles.clearLayers();
    for (const cell of drawn.cells) mark(cell);
    areas = drawn.areas;
    shade();
    holder.dataset.state = "drawn";
    holder.dataset.marks = drawn.cells.length;
  }

  function mark(cell) {
    const size = cell.n === 1 ? 15 : Math.min(20 + 5 * Math.log2(cell.n), 48);
    const killed = cell.killed ? `, up to ${cell.killed} killed` : "";
    const words = `${cell.n} ${cell.n === 1 ? "incident" : "incidents"}: ${cell.type || "several types"}${killed}`;
    const heap = cell.n > 1 ? `<b>${cell.n}</b>` : "";
    const pin = L.marker([cell.lat, cell.lon], {
      icon: icon(cell.symbol + (heap && cell.type ? " one-type" : ""), size, words, heap), title: words, alt: words,
      keyboard: true, riseOnHover: true,
    });
    pin.on("click keypress", (event) => {
      if (event.type === "keypress" && event.originalEvent.key !== "Enter") return;
      list(cell);
    });
    pin.addTo(marks);
    pin.getElement().setAttribute("aria-label", words);
    if (cell.n === 1) circle(cell.lat, cell.lon, cell.precision === "district" ? "district" : "");
  }

  function list(cell) {
    const target = document.getElementById("cluster");
    fetch(cell.list).then((answer) => answer.text()).then((html) => {
      // Made by our own templates, escaped there; the content policy lets no script run from it.
      target.innerHTML = html;
      window.htmx?.process(target);
      target.querySelector(".close-list")?.addEventListener("click", () => target.replaceChildren());
      target.querySelector("a")?.focus();
    });
  }

  // Rows known only to a province are a shaded area with their number, never a pin in its middle.
  function shade() {
    shades.clearLayers();
    for (const area of areas) {
      const shapes = provinces.get(area.admin1);
      if (!shapes) continue;
      for (const shape of shapes) L.geoJSON(shape.feature, {
        style: { color: "#34404c", weight: 1, dashArray: "2 4", fillColor: "#34404c", fillOpacity: 0.1 }, interactive: false,
      }).addTo(shades);
      if (!area.url) continue;
      const words = `${area.count} known only to ${area.admin1}`;
      const size = 20 + 6 * String(area.count).length;
      // Below the province's name, which would be hidden by it; namesakes lie in other countries.
      const inside = (point) => shapes.some((shape) => shape.getBounds().contains(point));
      const below = named.find(([name, lat, lon]) => name === area.admin1 && inside([lat, lon]));
      const at = below ? [below[1], below[2]] : shapes[0].getBounds().getCenter();
      const label = L.marker(at, {
        icon: L.divIcon({
          className: "area-count", iconSize: [size, 20], iconAnchor: [size / 2, below ? -9 : 10],
          html: String(Number(area.count)),
        }),
        title: words, alt: words, keyboard: true,
      }).addTo(shades);
      label.getElement().setAttribute("aria-label", words);
      label.on("click", () => location.assign(area.url));
    }
  }

  map.on("moveend", () => { if (fitted) refresh(); });
  refresh();
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "found" && !document.getElementById("found")) return;
    const inside = document.getElementById("map");
    if (inside !== holder) inside.replaceWith(holder);
    map.invalidateSize();
    fitted = false;
    refresh();
  });

  // A row under the pointer or with the focus lights its mark up.
  const lit = L.layerGroup().addTo(map);
  const light = (event) => {
    const row = event.target.closest?.("tr[data-lat]");
    lit.clearLayers();
    if (!row) return;
    L.circleMarker([row.dataset.lat, row.dataset.lon], {
      radius: 15, color: "#c98500", weight: 4, fill: false, interactive: false,
    }).addTo(lit);
  };
  document.addEventListener("mouseover", light);
  document.addEventListener("focusin", light);
})();
