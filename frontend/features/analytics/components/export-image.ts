import { saveFile } from "@/lib/save-file";

const SCALE = 2;
const HEADROOM = 34;
const PAD = 16;
const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity", "fill-opacity", "font-size", "font-weight", "text-anchor"];

/** The chart as it is drawn now, with its title, in colours that any program knows. */
export function svgOf(drawn: SVGSVGElement, title: string): string {
  const { width, height } = drawn.getBoundingClientRect();
  const colour = colourReader();
  const chart = drawn.cloneNode(true) as SVGSVGElement;
  const [from, to] = [drawn, chart].map((each) => [...each.querySelectorAll<SVGElement>("*")]);
  from?.forEach((element, index) => to?.[index] && keepLook(element, to[index], colour));
  const page = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const style = getComputedStyle(document.documentElement);
  set(page, { xmlns: "http://www.w3.org/2000/svg", width: width + 2 * PAD, height: height + HEADROOM + PAD, "font-family": "Inter, Noto Sans Devanagari, system-ui, sans-serif" });
  const paper = document.createElementNS(page.namespaceURI, "rect") as SVGElement;
  set(paper, { width: "100%", height: "100%", fill: colour(getComputedStyle(drawn.closest("section") ?? drawn).backgroundColor) });
  const words = document.createElementNS(page.namespaceURI, "text") as SVGElement;
  set(words, { x: PAD, y: 22, "font-size": 14, "font-weight": 600, fill: colour(style.color) });
  words.textContent = title;
  set(chart, { x: PAD, y: HEADROOM, width, height });
  page.append(paper, words, chart);
  return new XMLSerializer().serializeToString(page);
}

export async function saveImage(drawn: SVGSVGElement, title: string, name: string, kind: "svg" | "png"): Promise<void> {
  const svg = new Blob([svgOf(drawn, title)], { type: "image/svg+xml" });
  saveFile(kind === "svg" ? svg : await rastered(svg), `${name}.${kind}`);
}

async function rastered(svg: Blob): Promise<Blob> {
  const address = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * SCALE;
    canvas.height = image.naturalHeight * SCALE;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => canvas.toBlob((png) => (png ? resolve(png) : reject(new Error("no image"))), "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}

function keepLook(from: Element, to: SVGElement, colour: (css: string) => string): void {
  const style = getComputedStyle(from);
  to.removeAttribute("class");
  to.removeAttribute("style");
  for (const name of KEPT) {
    const value = style.getPropertyValue(name);
    if (value) to.setAttribute(name, name === "fill" || name === "stroke" ? colour(value) : value);
  }
}

/** Turns any CSS colour into one of red, green and blue: the themes are written in a newer way. */
function colourReader(): (css: string) => string {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return (css) => {
    if (css === "none" || css.startsWith("url(") || !pen) return css;
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = css;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
    return `rgba(${String(red)}, ${String(green)}, ${String(blue)}, ${((alpha ?? 255) / 255).toFixed(3)})`;
  };
}

function set(element: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}
