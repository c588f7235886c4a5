// One drawing, two pens: on a canvas (the focus over the picture, PNG) and as SVG (download, print).

import { corners } from "./look";

export interface Pen {
  line(x1: number, y1: number, x2: number, y2: number, width: number, colour: string, opacity: number): void;
  shape(kind: string, x: number, y: number, radius: number, fill: string, outline: string, width?: number): void;
  text(text: string, x: number, y: number, size: number, ink: string, halo: string, bold?: boolean): void;
}

export class CanvasPen implements Pen {
  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly font: string,
  ) {}

  line(x1: number, y1: number, x2: number, y2: number, width: number, colour: string, opacity: number): void {
    const c = this.context;
    c.globalAlpha = opacity;
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.beginPath();
    c.moveTo(x1, y1);
    c.lineTo(x2, y2);
    c.stroke();
    c.globalAlpha = 1;
  }

  shape(kind: string, x: number, y: number, radius: number, fill: string, outline: string, width = 1): void {
    const c = this.context;
    c.beginPath();
    const points = corners(kind);
    if (points.length === 0) c.arc(x, y, radius, 0, 2 * Math.PI);
    points.forEach(([dx, dy], i) =>
      i === 0 ? c.moveTo(x + dx * radius, y + dy * radius) : c.lineTo(x + dx * radius, y + dy * radius),
    );
    c.closePath();
    c.fillStyle = fill;
    c.fill();
    c.strokeStyle = outline;
    c.lineWidth = width;
    c.stroke();
  }

  text(text: string, x: number, y: number, size: number, ink: string, halo: string, bold = false): void {
    const c = this.context;
    c.font = `${bold ? "600 " : ""}${size}px ${this.font}`;
    c.textAlign = "left";
    c.lineJoin = "round";
    c.strokeStyle = halo;
    c.lineWidth = 4;
    c.strokeText(text, x, y);
    c.fillStyle = ink;
    c.fillText(text, x, y);
  }
}

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const fixed = (n: number): string => String(Math.round(n * 100) / 100);

export class SvgPen implements Pen {
  private readonly out: string[] = [];

  line(x1: number, y1: number, x2: number, y2: number, width: number, colour: string, opacity: number): void {
    this.out.push(
      `<line x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}" stroke="${colour}" stroke-width="${fixed(width)}" stroke-opacity="${opacity}"/>`,
    );
  }

  shape(kind: string, x: number, y: number, radius: number, fill: string, outline: string, width = 1): void {
    const points = corners(kind);
    const rest = `fill="${fill}" stroke="${outline}" stroke-width="${width}"`;
    this.out.push(
      points.length === 0
        ? `<circle cx="${fixed(x)}" cy="${fixed(y)}" r="${fixed(radius)}" ${rest}/>`
        : `<polygon points="${points.map(([dx, dy]) => `${fixed(x + dx * radius)},${fixed(y + dy * radius)}`).join(" ")}" ${rest}/>`,
    );
  }

  text(text: string, x: number, y: number, size: number, ink: string, halo: string, bold = false): void {
    this.out.push(
      `<text x="${fixed(x)}" y="${fixed(y)}" font-size="${size}" fill="${ink}" stroke="${halo}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"${bold ? ' font-weight="600"' : ""}>${escape(text)}</text>`,
    );
  }

  /** The file; `caption` says under the drawing what it means. */
  file(width: number, height: number, page: string, ink: string, title: string, caption: string[]): string {
    const foot = caption.map(
      (line, i) => `<text x="12" y="${height + 18 + 18 * i}" font-size="13" fill="${ink}">${escape(line)}</text>`,
    );
    const whole = height + 12 + 18 * caption.length;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${whole}" width="${width}" height="${whole}" font-family="Helvetica, Arial, sans-serif" role="img">`,
      `<title>${escape(title)}</title>`,
      `<rect width="100%" height="100%" fill="${page}"/>`,
      ...this.out,
      ...foot,
      "</svg>\n",
    ].join("\n");
  }
}
