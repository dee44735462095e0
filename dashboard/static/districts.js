// Pakistan's districts: a picture in the public domain, whose paths are laid on the map.
"use strict";
window.districtsOf = (svg) => {
  // The picture is an equirectangular one. Degrees at its corner and a unit's size were fitted to the country's outline
  // of Natural Earth; 117 of 120 district towns of the gazetteer then lie within their own district.
  const WEST = 60.5806, NORTH = 37.3395, EAST_A_UNIT = 0.0100021, SOUTH_A_UNIT = 0.0086824;
  const place = ([x, y]) => [WEST + x * EAST_A_UNIT, NORTH - y * SOUTH_A_UNIT];

  // Paths of straight lines: M, m, L, l and z, pairs of numbers after M going on as lines.
  const rings = (path) => {
    const found = [];
    let x = 0, y = 0, ring = [], relative = false;
    for (const [, command, numbers] of path.matchAll(/([MmLlZz])([^MmLlZz]*)/g)) {
      if (command === "z" || command === "Z") { if (ring.length) [x, y] = ring[0]; continue; }
      if (command === "M" || command === "m") { ring = []; found.push(ring); }
      relative = command === "m" || command === "l";
      const values = (numbers.match(/-?[\d.]+/g) || []).map(Number);
      for (let at = 0; at + 1 < values.length; at += 2) {
        x = values[at] + (relative ? x : 0);
        y = values[at + 1] + (relative ? y : 0);
        ring.push([x, y]);
      }
    }
    return found;
  };

  const picture = new DOMParser().parseFromString(svg, "image/svg+xml");
  return [...picture.querySelectorAll("path")].map((one) => ({
    type: "Feature", properties: { name: one.getAttribute("aria-label") },
    geometry: { type: "MultiPolygon", coordinates: rings(one.getAttribute("d")).map((ring) => [[...ring, ring[0]].map(place)]) },
  }));
};
