/** The chain told in five steps: the images, what is kept, each class's way, one filter removed, where it breaks. */

import { el } from "./dom.js";
import { count, list, named, number, short } from "./format.js";
import { classStory, inText, removalDots, removalWords, turnedWithout } from "./story.js";
import { headline } from "./sections.js";
import { trustStatements } from "./trust.js";

/**
 * The steps as {title, text: elements, ask: what the reader may do, choose: what the page is to show, filter: what is
 * removed, images: whether they are what is to be seen}.
 */
function tourSteps(model, goTo, theme) {
  const { result = {} } = model.chain;
  const nothing = { class: "", less: "", path: "", size: "", pin: [], do: [] };
  const [needed] = [...model.filters].sort(
    (a, b) => turnedWithout(model, b) - turnedWithout(model, a) || a.rank - b.rank,
  );
  const shownOn = needed && imageThatTurns(model, needed);
  const wrong = model.images.filter((image) => image.predicted && image.class && image.predicted !== image.class);
  return [
    {
      title: "The images",
      images: true,
      choose: { ...nothing, image: "0" },
      text: [
        el(
          "p",
          {},
          `The chain is about ${count(model.images.length || model.chain.region?.images?.length)} images of ${list(model.classes.map((name) => short(named(name), 40)))}. ${wrong.length ? `The network takes ${count(wrong.length)} of them for something else.` : ""}`,
        ),
      ],
      ask: "They stand in the line above the graph; choose one to see its maps and its probabilities.",
    },
    {
      title: "What is kept",
      choose: nothing,
      text: [
        el(
          "p",
          {},
          headline(result, model.images.length || model.chain.region?.images?.length) +
            " Each disc is one of them, shown by what excites it; layers run from left to right, and a hatched line is a part of the network that is passed by.",
        ),
      ],
    },
    {
      title: "Each class’s way",
      choose: { ...nothing, class: model.classes[0] ?? "" },
      text: model.classes
        .slice(0, 4)
        .map((name) => el("div", {}, el("h3", { dir: "auto" }, short(named(name), 60)), classStory(model, name, goTo))),
    },
    {
      title: "Remove one",
      choose: needed
        ? { ...nothing, pin: [needed.name], do: [needed.name + "=0"], ...(shownOn >= 0 && { image: String(shownOn) }) }
        : nothing,
      filter: needed,
      text: needed
        ? [
            el("p", {}, inText(model, needed.name, goTo), ` is switched off. ${removalWords(model, needed) ?? ""}`),
            removalDots(model, needed, theme()),
          ]
        : [el("p", {}, "The chain has no filters.")],
      ask: needed && "See the probabilities under “What if” move; undo it, and try another.",
    },
    {
      title: "Where it breaks",
      choose: nothing,
      text: [
        el(
          "ul",
          {},
          trustStatements(model)
            .filter(({ state }) => state !== "yes")
            .map(({ words, numbers }) => el("li", {}, el("b", {}, words), numbers && [": ", numbers])),
        ),
        model.source.failures.length > 0 &&
          el(
            "p",
            {},
            `Of the misclassified images, “Where the failure begins” shows from which layer on the wrong class outweighs the right one.`,
          ),
        el(
          "p",
          {},
          `KL ${number(result.kl)} nats; the class’s probability falls by ${number(result.probabilityDrop)} on average.`,
        ),
      ],
    },
  ];
}

/**
 * The place of the first image that is of the class from which most images turn without a filter; -1 where none does.
 */
function imageThatTurns(model, filter) {
  const turned = ({ becomes }) => Object.values(becomes).reduce((a, b) => a + b, 0);
  const [most] = [...(model.removals.get(filter.name) ?? [])].sort((a, b) => turned(b) - turned(a));
  return most && turned(most) ? model.images.findIndex((image) => (image.predicted ?? image.class) === most.class) : -1;
}

/**
 * The panel with next and back; `show(step)` brings what a step is about to where it is seen beside the panel.
 */
export function createTour(model, store, goTo, theme, show) {
  let told = null;
  const steps = () => (told ??= tourSteps(model, goTo, theme));
  const element = el("section", { class: "tour", "aria-labelledby": "tour-title", hidden: true });
  const at = () => Math.max(Number(store.get().step) || 0, 0) && Math.min(Number(store.get().step), steps().length);
  const move = (step) => {
    store.set({ ...(steps()[step - 1]?.choose ?? {}), step: step >= 1 && step <= steps().length ? String(step) : "" });
    if (at()) show(steps()[step - 1]);
  };
  const render = () => {
    const step = at();
    element.hidden = step === 0;
    if (!step) return;
    const { title, text, ask } = steps()[step - 1];
    const focused = element.contains(document.activeElement);
    element.replaceChildren(
      el("h2", { id: "tour-title", tabindex: -1 }, el("small", {}, `${step} of ${steps().length} `), title),
      el("div", { class: "told", "aria-live": "polite" }, text, ask && el("p", {}, ask)),
      el(
        "p",
        { class: "steps" },
        el("button", { class: "back", disabled: step === 1, onclick: () => move(step - 1) }, "Back"),
        el("button", { class: "next", onclick: () => move(step + 1) }, step === steps().length ? "Done" : "Next"),
        el("button", { class: "close", onclick: () => store.set({ step: "" }) }, "Close"),
      ),
    );
    if (focused) element.querySelector(".next").focus({ preventScroll: true });
    element.querySelector(".told").scrollTop = 0;
  };
  return {
    element,
    render,
    steps,
    begin: () => {
      move(1);
      element.querySelector(".next").focus({ preventScroll: true });
    },
  };
}
