// Puts a map that zooms over the still drawing: Leaflet on a canvas, our own shapes, no outside tiles.
"use strict";
(() => {
  // Classes so dark that a name on them is reversed.
  const STRONG = ["q4", "q5", "d1", "d5"];
  const style = () => getComputedStyle(document.documentElement);
  const token = (name) => style().getPropertyValue(`--mq-${name}`).trim();

  // Missing is hatched on the canvas too.
  function hatch() {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.fillStyle = token("sunken");
    pen.fillRect(0, 0, 8, 8);
    pen.strokeStyle = token("control");
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(0, 8); pen.lineTo(8, 0); pen.moveTo(-2, 2); pen.lineTo(2, -2); pen.moveTo(6, 10); pen.lineTo(10, 6);
    pen.stroke();
    return pen.createPattern(tile, "repeat");
  }

  function fill(css, pattern) {
    if (css === "q0") return pattern;
    return token(`${css[0] === "q" ? "seq" : "div"}-${css[1]}`);
  }

  // Popups are built of text nodes: nothing that a name holds is ever read as markup.
  function popup(lines, url, words) {
    const box = document.createElement("div");
    lines.filter(Boolean).forEach((text, at) => {
      const line = document.createElement(at ? "div" : "strong");
      line.textContent = text;
      box.append(line);
    });
    if (url && /^(\/|\?|#|https?:)/.test(url)) {
      const link = document.createElement("a");
      link.href = url;
      link.textContent = words.open;
      box.append(link);
    }
    box.dir = document.documentElement.dir || "ltr";
    return box;
  }

  async function shapesOf(data) {
    if (!data.shapesUrl) return data.shapes;
    const content = await (await fetch(data.shapesUrl)).json();
    if (content.type !== "Topology") return content;
    const [object] = Object.values(content.objects);
    return topojson.feature(content, object);
  }

  function drawAreas(map, renderer, collection, data) {
    const pattern = hatch();
    const line = token("map-line");
    return L.geoJSON(collection, {
      renderer,
      filter: (feature) => feature.id in data.areas,
      style: (feature) => {
        const isChosen = feature.id === data.selected;
        return {
          fillColor: fill(data.areas[feature.id][2], pattern), fillOpacity: 1,
          color: isChosen ? token("accent") : line, weight: isChosen ? 3 : 1,
        };
      },
      onEachFeature: (feature, layer) => {
        const [label, text, , url, note] = data.areas[feature.id];
        const value = data.unit ? `${text} ${data.unit}` : text;
        const name = document.createElement("span");
        name.textContent = data.labels ? label : `${label} : ${text}`;
        const css = STRONG.includes(data.areas[feature.id][2]) ? "mq-map-name is-strong" : "mq-map-name";
        layer.bindTooltip(name, data.labels ? { permanent: true, direction: "center", className: css } : { sticky: true });
        layer.bindPopup(() => popup([label, value, note], url, data.words));
      },
    }).addTo(map);
  }

  function drawPoints(map, renderer, points, kinds, words) {
    const ink = token("surface");
    for (const [lon, lat, label, kind, url, note] of points) {
      const rank = Math.max(kinds.indexOf(kind), 0) % 6 + 1;
      L.circleMarker([lat, lon], {
        renderer, radius: 4, weight: 1, color: ink, fillColor: token(`chart-${rank}`), fillOpacity: 1,
      }).bindPopup(() => popup([label, note], url, words)).addTo(map);
    }
  }

  async function enliven(figure) {
    const still = figure.querySelector(".mq-map-still");
    const place = figure.querySelector(".mq-map-live");
    const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
    const collection = await shapesOf(data);
    place.hidden = false;
    const map = L.map(place, { attributionControl: false, zoomControl: false, preferCanvas: true, minZoom: 4, zoomSnap: 0.25 });
    L.control.zoom({ zoomInTitle: data.words.zoomIn, zoomOutTitle: data.words.zoomOut }).addTo(map);
    const areas = drawAreas(map, L.canvas({ padding: 0.3 }), collection, data);
    map.fitBounds(areas.getBounds(), { padding: [8, 8] });
    still.hidden = true;
    let { points, kinds } = data;
    if (data.pointsUrl) ({ points, kinds } = await (await fetch(data.pointsUrl)).json());
    // One pane above the shapes: all points on one canvas, so thousands of them stay quick.
    map.createPane("points").style.zIndex = 450;
    drawPoints(map, L.canvas({ pane: "points", padding: 0.3 }), points, kinds.length ? kinds : data.kinds, data.words);
    figure.dataset.ready = "1";
    figure.mqMap = map;
  }

  function enlivenAll(root) {
    if (typeof L === "undefined") return;
    for (const figure of root.querySelectorAll("[data-map]")) {
      if (figure.dataset.started) continue;
      figure.dataset.started = "1";
      // Whatever goes wrong, the still drawing stays.
      enliven(figure).catch((error) => console.warn("map", error));
    }
  }

  document.addEventListener("DOMContentLoaded", () => enlivenAll(document));
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt !== document.body) enlivenAll(event.detail.elt);
  });
})();
