// The page of neurochains serve. It asks the server for its state once a second and draws what has changed; all work is
// the server's.
import { curve, el, fill, histogram, layersLeft } from "./appdraw.js";

const $ = (id) => document.getElementById(id);
const looked = { images: [], classes: new Set(), files: new Set(), job: null, shown: null, root: "" };
const chosen = new Set();
const findings = new Map(); // by job: what its measures say
let roots = [],
  drawn = "";

async function ask(path, options) {
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}
const post = (path, body) => ask(path, { method: "POST", body: JSON.stringify(body ?? {}) });

function tell(fault) {
  $("fault").hidden = !fault;
  $("fault").textContent = fault ? String(fault.message ?? fault) : "";
}
const guarded =
  (work) =>
  async (...args) => {
    try {
      tell("");
      await work(...args);
    } catch (fault) {
      tell(fault);
    }
  };

// ---- choosing files
function wirePick(pick) {
  const kind = pick.dataset.kind,
    input = pick.querySelector("input");
  pick.querySelector("button").onclick = guarded(() => browse(kind, input, null));
  for (const name of ["dragover", "dragleave", "drop"])
    pick.addEventListener(name, (event) => {
      event.preventDefault();
      pick.classList.toggle("over", name === "dragover");
    });
  pick.addEventListener(
    "drop",
    guarded(async (event) => {
      const files = [...event.dataTransfer.files];
      if (kind === "model" && files.length) input.value = (await upload(files[0], files[0].name)).path;
      else
        for (const file of files) {
          const folder = "images-" + new Date().toISOString().slice(0, 16).replace(/\D/g, "");
          const path = (await upload(file, folder + "/" + file.name)).path;
          input.value = path.slice(0, path.lastIndexOf("/"));
        }
    }),
  );
}
const upload = (file, name) =>
  ask("api/upload?name=" + encodeURIComponent(name.replace(/[^\p{L}\p{N}_./-]/gu, "-")), {
    method: "POST",
    body: file,
  });

const closing = (box) => el("button", "Close", { onclick: () => (box.hidden = true) });

async function browse(kind, input, path) {
  const box = $("browser");
  box.hidden = false;
  if (!roots.length) await refresh();
  if (!path) {
    fill(box, [
      el(
        "div",
        { className: "row" },
        el("strong", kind === "model" ? "Choose a network" : "Choose a folder of images"),
        closing(box),
      ),
      el(
        "ul",
        roots.map((root) =>
          el("li", el("button", root, { className: "of-folder", onclick: guarded(() => browse(kind, input, root)) })),
        ),
      ),
    ]);
    return;
  }
  const entries = await ask("api/files?path=" + encodeURIComponent(path));
  const take = (value) => {
    input.value = value;
    box.hidden = true;
  };
  const root = roots.find((each) => path === each || path.startsWith(each + "/"));
  const up = path === root ? null : path.slice(0, path.lastIndexOf("/"));
  fill(box, [
    el(
      "div",
      { className: "row" },
      el("span", path),
      el("button", "Up", { onclick: guarded(() => browse(kind, input, up)) }),
      kind === "images" ? el("button", "Take this folder", { className: "main", onclick: () => take(path) }) : "",
      closing(box),
    ),
    el(
      "ul",
      entries
        .filter((entry) => entry.folder || kind === "model")
        .map((entry) =>
          el(
            "li",
            el(
              "button",
              entry.name + (entry.folder ? "" : "  " + Math.ceil(entry.bytes / 1024).toLocaleString() + " KiB"),
              {
                className: entry.folder ? "of-folder" : "",
                onclick: guarded(() => (entry.folder ? browse(kind, input, entry.path) : take(entry.path))),
              },
            ),
          ),
        ),
    ),
  ]);
}

// ---- what to explain
function source() {
  const request = {};
  for (const key of ["model", "images", "inputSize", "mean", "std", "labels"]) request[key] = $(key).value.trim();
  if (!request.model || !request.images) throw new Error("Choose a network and a folder of images first.");
  return request;
}
async function look() {
  const request = source();
  looked.root = request.images;
  looked.classes.clear();
  looked.files.clear();
  looked.job = (await post("api/start/predict", request)).id;
  $("hint").textContent = "Looking…";
  await refresh();
}
async function showLooked(job) {
  looked.job = null;
  if (job.state !== "done") {
    $("hint").textContent = job.messages.at(-1) ?? "It was stopped.";
    return;
  }
  const found = await ask("api/result/" + job.id);
  looked.shown = job.id;
  looked.images = found.images;
  const right = found.top1 === null ? "" : ` It is right on ${Math.floor(1000 * found.top1) / 10} %.`;
  $("hint").textContent = `${found.images.length} images.${right} Choose classes, or click single images.`;
  drawLooked();
}
function drawLooked() {
  const counts = new Map();
  for (const image of looked.images) counts.set(image.predicted, (counts.get(image.predicted) ?? 0) + 1);
  const toggle = (set, other, value) => {
    set.has(value) ? set.delete(value) : set.add(value);
    other.clear();
    drawLooked();
  };
  fill(
    $("classes"),
    [...counts].sort().map(([name, count]) =>
      el("button", `${name} ${count}`, {
        ariaPressed: looked.classes.has(name),
        onclick: () => toggle(looked.classes, looked.files, name),
      }),
    ),
  );
  const shown = looked.images.filter((image) => !looked.classes.size || looked.classes.has(image.predicted));
  fill(
    $("gallery"),
    shown.map((image) =>
      el(
        "button",
        el("img", {
          src: "api/image?path=" + encodeURIComponent(looked.root + "/" + image.file),
          alt: image.file,
          loading: "lazy",
        }),
        `${image.predicted} ${image.probability.toFixed(2)}`,
        {
          ariaPressed: looked.files.has(image.file),
          onclick: () => toggle(looked.files, looked.classes, image.file),
          title: image.file,
        },
      ),
    ),
  );
}

// What a tab has chosen outlives a reload; another server's tab begins anew.
const fields = [...document.querySelectorAll("#work input, #work select")];
function keep() {
  const kept = { job: looked.job ?? looked.shown, root: looked.root };
  for (const field of fields) kept[field.id] = field.value;
  for (const set of ["classes", "files"]) kept[set + "Chosen"] = [...looked[set]];
  sessionStorage.setItem(location.pathname, JSON.stringify(kept));
}
function restore() {
  const kept = JSON.parse(sessionStorage.getItem(location.pathname) ?? "null");
  if (!kept) return;
  for (const field of fields) field.value = kept[field.id] ?? "";
  for (const set of ["classes", "files"]) looked[set] = new Set(kept[set + "Chosen"]);
  looked.job = kept.job;
  looked.root = kept.root;
}
async function extract() {
  const request = { ...source(), classes: [...looked.classes], files: [...looked.files] };
  for (const key of ["perClass", "maxKl", "budget", "select", "name"]) request[key] = $(key).value.trim();
  if (request.files.length) request.perClass = request.select = "";
  await post("api/start/extract", request);
  await refresh();
}

// ---- what runs and what is found
const statements = (said) =>
  el(
    "ul",
    { className: "statements small" },
    said.map(({ verdict, words }) => el("li", verdict ? el("b", verdict) : "", verdict ? ": " : "", words)),
  );

/** What the measures of jobs that are done say, asked for once. */
async function hear(jobs) {
  for (const { id } of jobs.filter(({ kind, state }) => kind === "evaluate" && state === "done"))
    if (!findings.has(id))
      findings.set(
        id,
        Object.entries(await ask("api/result/" + id)).map(([name, { meaning, verdict }]) => ({
          verdict: verdict ? `${name}, ${verdict}` : name,
          words: meaning,
        })),
      );
}
function drawJob(job) {
  const active = job.state === "running" || job.state === "waiting";
  const last = job.points.at(-1),
    trials = Object.entries(job.figures).filter(([, values]) => values.length);
  return el(
    "div",
    { className: "job", id: "job-" + job.id },
    el(
      "div",
      { className: "row" },
      el("strong", `${job.kind} ${job.folder}`),
      el("span", job.stopping ? "stopping" : job.state, { className: job.state === "failed" ? "bad" : "faint" }),
      active
        ? el("button", "Cancel", {
            disabled: job.stopping,
            onclick: guarded(async () => {
              await post("api/cancel/" + job.id);
              await refresh();
            }),
          })
        : "",
    ),
    job.state === "running"
      ? el("progress", job.share >= 0 ? { value: job.share, max: 1 } : {}, { ariaLabel: job.stage })
      : "",
    job.state === "running" ? el("div", `${job.stage} ${job.detail}`, { className: "faint small" }) : "",
    job.layers.length
      ? el("div", "What is left of each layer, from the image to the class", { className: "faint small" })
      : "",
    job.layers.length ? layersLeft(job.layers) : "",
    last
      ? el(
          "div",
          `${job.state === "done" ? "The chain: " : ""}${last[0]} filters and shortcut channels` +
            `${active ? " are left" : ""}, KL ${last[1].toFixed(3)}`,
          { className: "small" },
        )
      : "",
    job.points.length > 1 ? curve(job.points, job.state === "done") : "",
    trials.length
      ? el(
          "div",
          { className: "figures" },
          trials.map(([name, values]) => histogram(name, values)),
        )
      : "",
    findings.has(job.id) ? statements(findings.get(job.id)) : "",
    job.state === "failed" ? el("div", job.messages.at(-1) ?? "", { className: "bad" }) : "",
    el("details", el("summary", "as a command"), el("code", job.command, { className: "small" })),
  );
}
function drawFolder(folder) {
  const start = (kind) =>
    guarded(async () => {
      await post("api/start/" + kind, { chain: folder.name });
      await refresh();
    });
  const chain = folder.filters !== undefined;
  return el(
    "div",
    { className: "folder", id: "folder-" + folder.name },
    el(
      "div",
      { className: "row" },
      chain
        ? el(
            "label",
            el("input", {
              type: "checkbox",
              checked: chosen.has(folder.name),
              onchange: (event) => {
                event.target.checked ? chosen.add(folder.name) : chosen.delete(folder.name);
                $("compare").disabled = chosen.size < 2;
              },
            }),
            " ",
            el("strong", folder.name),
          )
        : el("strong", folder.name),
      folder.page ? el("button", "Page", { onclick: () => show(folder) }) : "",
      chain ? el("button", "Explain", { onclick: start("explain") }) : "",
      chain ? el("button", "Measure", { onclick: start("evaluate") }) : "",
    ),
    chain
      ? el(
          "div",
          { className: "faint small" },
          `${folder.classes.join(", ")}: ${folder.filters} of ${folder.totalFilters} filters, KL ${folder.kl.toFixed(3)}, ` +
            `same answer on ${(100 * folder.agreement).toFixed(0)} %`,
        )
      : "",
    folder.statements?.length
      ? el("details", el("summary", "What holds of it, and what does not"), statements(folder.statements))
      : "",
    folder.fault ? el("div", folder.fault, { className: "bad" }) : "",
  );
}
function show(folder) {
  const path = "page/" + encodeURIComponent(folder.name) + "/" + folder.page;
  $("title").textContent = folder.name;
  $("alone").href = $("page").src = path;
  $("shown").hidden = false;
  $("close").focus();
}
async function refresh() {
  const state = await ask("api/state");
  roots = state.roots;
  $("example").hidden = !state.example || $("model").value !== "" || $("images").value !== "";
  $("example").querySelector("button").onclick = () => {
    $("model").value = state.example.model;
    $("images").value = state.example.images;
    $("example").hidden = true;
    $("browser").hidden = true;
  };
  const text = JSON.stringify([state.jobs, state.folders]);
  if (text !== drawn) {
    await hear(state.jobs);
    drawn = text;
    const open = new Set([...document.querySelectorAll("#found details[open]")].map((each) => each.parentElement.id));
    fill(
      $("jobs"),
      state.jobs.length
        ? state.jobs.slice(-12).reverse().map(drawJob)
        : [el("p", "Nothing runs.", { className: "faint" })],
    );
    fill(
      $("folders"),
      state.folders.length
        ? state.folders.map(drawFolder)
        : [el("p", "Nothing yet. What is found lies in " + state.out, { className: "faint" })],
    );
    for (const id of open) document.getElementById(id)?.querySelector("details")?.setAttribute("open", "");
  }
  const job = state.jobs.find((each) => each.id === looked.job);
  if (job && !["running", "waiting"].includes(job.state)) await showLooked(job);
}

document.querySelectorAll(".pick").forEach(wirePick);
$("look").onclick = guarded(look);
$("extract").onclick = guarded(extract);
$("study").onclick = guarded(async () => {
  await post("api/start/study", {
    ...source(),
    trials: $("trials").value.trim() || "20",
    name: $("name").value.trim(),
  });
  await refresh();
});
$("compare").onclick = guarded(async () => {
  await post("api/start/compare", { chains: [...chosen] });
  await refresh();
});
$("close").onclick = () => {
  $("shown").hidden = true;
  $("page").src = "about:blank";
};
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !$("shown").hidden) $("close").click();
});
addEventListener("pagehide", keep);
restore();
let lost = false;
async function follow() {
  try {
    await refresh();
    if (lost) tell("");
    lost = false;
  } catch (fault) {
    lost = true;
    tell("The server does not answer: " + fault.message);
  }
  setTimeout(follow, 700);
}
follow();
