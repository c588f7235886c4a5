// Which names are written, and where: the important ones first, none over another.

export interface Spot {
  node: number;
  x: number;
  y: number;
  radius: number;
  text: string;
  size: number;
  /** Width of the text in pixels. */
  width: number;
  /** Written even where it covers another. */
  must: boolean;
}

export interface Label {
  spot: Spot;
  x: number;
  y: number;
}

type Box = [number, number, number, number];

const CELL = 64;

/** Boxes in the cells of a grid, so that only neighbours are compared. */
class Boxes {
  private readonly cells = new Map<number, Box[]>();

  private *keys([left, top, right, bottom]: Box): Iterable<number> {
    for (let i = Math.floor(left / CELL); i <= Math.floor(right / CELL); i += 1) {
      for (let j = Math.floor(top / CELL); j <= Math.floor(bottom / CELL); j += 1) yield i * 100_003 + j;
    }
  }

  add(box: Box): void {
    for (const key of this.keys(box)) {
      const list = this.cells.get(key);
      if (list) list.push(box);
      else this.cells.set(key, [box]);
    }
  }

  free(box: Box): boolean {
    for (const key of this.keys(box)) {
      for (const other of this.cells.get(key) ?? []) {
        if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return false;
      }
    }
    return true;
  }
}

/**
 * Places for the names of `first` and then of `rest`, each in the order of its importance. Those of `rest`
 * do not cover `nodes`.
 */
export function place(first: Spot[], rest: Spot[], nodes: Spot[], width: number, height: number): Label[] {
  const taken = new Boxes();
  const labels: Label[] = [];
  for (const { x, y, radius } of first) taken.add([x - radius, y - radius, x + radius, y + radius]);
  for (const spot of first) put(spot);
  for (const { x, y, radius } of nodes) taken.add([x - radius, y - radius, x + radius, y + radius]);
  for (const spot of rest) put(spot);
  return labels;

  function put(spot: Spot): void {
    const { x, y, radius, size } = spot;
    if (x < -20 || y < -20 || x > width + 20 || y > height + 20) return;
    const gap = radius + 4;
    const half = size * 0.62;
    const starts: [number, number][] = [
      [x + gap, y],
      [x - gap - spot.width, y],
      [x - spot.width / 2, y - gap - half],
      [x - spot.width / 2, y + gap + half],
    ];
    const boxes = starts.map(([left, middle]): Box => [left - 1, middle - half, left + spot.width + 1, middle + half]);
    const fits = boxes.findIndex((box) => box[0] > 2 && box[2] < width - 2 && taken.free(box));
    if (fits < 0 && !spot.must) return;
    const at = Math.max(fits, 0);
    taken.add(boxes[at]);
    labels.push({ spot, x: starts[at][0], y: starts[at][1] + size * 0.34 });
  }
}
