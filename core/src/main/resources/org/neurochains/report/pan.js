/** Pan and zoom of the graph: drag, wheel, pinch, buttons. */

const LEAST = 0.08;
const MOST = 6;

/** Moves `view` {x, y, k} from gestures on `element`; `moved` is called on each change, `rested` when it stops. */
export function createPan(element, view, { moved, rested, wheelZooms, size }) {
  const pointers = new Map();
  let start = null;
  let timer = 0;
  let frame = 0;
  const changed = () => {
    element.classList.add("moving");
    if (!frame) frame = requestAnimationFrame(() => ((frame = 0), moved()));
    rest();
  };
  /** Ends the movement a moment after the last change, once nothing is held any more. */
  const rest = () => {
    clearTimeout(timer);
    if (pointers.size && start?.dragging) return;
    timer = setTimeout(() => {
      element.classList.remove("moving");
      rested();
    }, 140);
  };
  const by = (x, y) => {
    view.x += x;
    view.y += y;
    changed();
  };
  const zoom = (factor, x, y) => {
    const k = Math.min(Math.max(view.k * factor, LEAST), MOST);
    view.x = x - ((x - view.x) * k) / view.k;
    view.y = y - ((y - view.y) * k) / view.k;
    view.k = k;
    changed();
  };
  const here = (event) => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  element.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey && !wheelZooms()) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0018)), ...here(event));
    },
    { passive: false },
  );
  element.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    pointers.set(event.pointerId, here(event));
    start = { x: event.clientX, y: event.clientY, dragging: false };
  });
  element.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = here(event);
    if (!start.dragging && Math.hypot(event.clientX - start.x, event.clientY - start.y) < 4) return;
    if (!start.dragging) element.setPointerCapture(event.pointerId);
    start.dragging = true;
    if (pointers.size === 2) pinch(event.pointerId, before, now);
    else by(now[0] - before[0], now[1] - before[1]);
    pointers.set(event.pointerId, now);
  });
  const pinch = (id, before, now) => {
    const other = [...pointers].find(([key]) => key !== id)[1];
    const span = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]) || 1;
    zoom(span(now) / span(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
  };
  for (const kind of ["pointerup", "pointercancel"])
    element.addEventListener(kind, (event) => {
      if (!pointers.delete(event.pointerId) || !start?.dragging) return;
      rest();
      if (kind === "pointercancel") start = null;
    });
  element.addEventListener(
    "click",
    (event) => {
      if (start?.dragging) event.stopPropagation();
      start = null;
    },
    true,
  );
  return { zoom: (factor) => zoom(factor, size().width / 2, size().height / 2), by };
}
