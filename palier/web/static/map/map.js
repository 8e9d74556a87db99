/* The map repeats the list: its markers are the rows [data-palier-place] of the page, and what the figure’s JSON adds.
   Leaflet comes only now, when somebody looks at the map. Started by ui/palier.js. */
const started = new WeakSet();
const MAX_ZOOM = 17; // Without tiles, markercluster needs it to be set on the map.
const wide = () => matchMedia("(min-width: 63em)").matches;

const load = (url) => new Promise((resolve, reject) => {
  const isStyle = url.includes(".css");
  const element = document.createElement(isStyle ? "link" : "script");
  element.onload = resolve;
  element.onerror = reject;
  if (isStyle) Object.assign(element, { rel: "stylesheet", href: url });
  else element.src = url;
  document.head.append(element);
});

const fromRow = (row) => {
  const link = row.querySelector("a");
  const { number, lat, lon } = row.dataset;
  return { row, link, number, lat: Number(lat), lon: Number(lon), name: link.textContent.trim(), url: link.href };
};

const places = (figure) => {
  const rows = [...document.querySelectorAll("[data-palier-place][data-lat]")].map(fromRow);
  const listed = new Set(rows.map((place) => place.url));
  const more = JSON.parse(document.getElementById(figure.dataset.palierMarkers).textContent);
  return [...rows, ...more.filter((place) => !listed.has(new URL(place.url, location.href).href))];
};

const icon = (text, label, extra = "", width = 44) => {
  const pin = document.createElement("span");
  pin.className = "pin";
  pin.textContent = text;
  const made = L.divIcon({ html: pin, className: `target ${extra}`, iconSize: [width, 44] });
  const create = made.createIcon;
  // Leaflet gives a div no spoken name, and makes it again whenever a cluster changes.
  made.createIcon = (old) => {
    const element = create.call(made, old);
    element.setAttribute("aria-label", label);
    return element;
  };
  return made;
};

const tie = (marker, place, map, clusters) => {
  const shown = () => clusters.getVisibleParent(marker)?.getElement();
  const mark = (on) => {
    shown()?.classList.toggle("is-current", on);
    place.row?.classList.toggle("is-current", on);
  };
  const go = () => (place.link ? place.link.focus() : location.assign(place.url));
  marker.on("click", go);
  marker.on("keydown", ({ originalEvent: event }) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    go();
  });
  marker.on("mouseover mouseout", ({ type }) => mark(type === "mouseover"));
  marker.on("add", () => {
    const element = marker.getElement();
    element.onfocus = () => {
      mark(true);
      if (wide()) place.row?.scrollIntoView({ block: "nearest" });
    };
    element.onblur = () => mark(false);
  });
  place.row?.addEventListener("mouseenter", () => mark(true));
  place.row?.addEventListener("mouseleave", () => mark(false));
  place.row?.addEventListener("focusin", () => {
    map.panInside(marker.getLatLng(), { padding: [60, 60], animate: false });
    mark(true);
  });
  place.row?.addEventListener("focusout", () => mark(false));
};

const draw = async (map, urls) => {
  const answers = await Promise.all(urls.map((url) => fetch(url).then((answer) => (answer.ok ? answer.json() : null))));
  const style = { className: "outline" };
  return L.featureGroup(answers.filter(Boolean).map((shape) => L.geoJSON(shape, { style, interactive: false }))).addTo(map);
};

export default async function openMap(figure, event) {
  if (started.has(figure)) return;
  started.add(figure);
  const { palierStyles, palierScripts, palierOutlines, palierTiles, palierAttribution, palierGroup, palierPlaces, palierPlaceLabel } = figure.dataset;
  for (const url of `${palierStyles} ${palierScripts}`.split(" ")) await load(url);

  const canvas = figure.querySelector(".canvas");
  const button = figure.querySelector("[data-palier-show-map]");
  canvas.hidden = false;
  button.parentElement.hidden = true;
  figure.classList.add("is-open");

  const map = L.map(canvas, { maxZoom: MAX_ZOOM, scrollWheelZoom: false, zoomControl: false });
  map.attributionControl.setPrefix("Leaflet");
  L.control.zoom({ zoomInTitle: figure.dataset.palierIn, zoomOutTitle: figure.dataset.palierOut }).addTo(map);
  if (palierTiles) {
    L.tileLayer(palierTiles, { attribution: palierAttribution, maxZoom: MAX_ZOOM }).addTo(map);
    canvas.classList.add("has-tiles");
  }

  const clusters = L.markerClusterGroup({
    animate: false,
    maxClusterRadius: 40,
    showCoverageOnHover: false,
    // « 2 lieux », not « 2 », which would read as the second place of the list.
    iconCreateFunction: (group) => {
      const count = group.getChildCount();
      return icon(palierGroup.replace("%n", count), palierPlaces.replace("%n", count), "group", 88);
    },
  });
  clusters.on("clusterkeydown", ({ layer, originalEvent: event }) => {
    if (event.key !== " ") return; // Enter is markercluster’s own
    event.preventDefault();
    layer.getElement().click();
  });
  for (const place of places(figure)) {
    const label = `${palierPlaceLabel.replace("%n", place.number)} ${place.name}`;
    const marker = L.marker([place.lat, place.lon], { icon: icon(place.number, label) });
    marker.bindTooltip(() => Object.assign(document.createElement("span"), { textContent: place.name }));
    tie(marker, place, map, clusters);
    clusters.addLayer(marker);
  }
  const fit = (bounds) => bounds.isValid() && map.fitBounds(bounds, { padding: [40, 40], maxZoom: 14, animate: false });
  map.setView([46.6, 2.4], 5); // France, until there is something to look at
  const isPlaced = fit(clusters.getBounds());
  map.addLayer(clusters);
  if (event) canvas.focus();
  if (palierOutlines) {
    const outlines = await draw(map, palierOutlines.split(" "));
    if (!isPlaced) fit(outlines.getBounds());
  }
}
