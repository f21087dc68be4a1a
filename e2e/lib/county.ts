import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The password of every demo account. */
export const PASSWORD = "weft-demo-2026";

const DEMO = join(__dirname, "../../demo");
const DIGITS = "零一二三四五六七八九";
/** Which accounts a title belongs to. */
const LOGINS: Record<string, string> = { 网格员: "wg", 社区受理员: "sq", 书记: "sj", 镇街受理员: "zj", 镇街书记: "zsj" };

/** A place on the ground: degrees east and north. */
export type Spot = readonly [number, number];

/** A unit of the demo county, as its file has it. */
export interface Place {
  code: string;
  parent: string;
  tier: string;
  name: string;
  middle: Spot;
}

/** All units of the demo county's own file. */
export const PLACES: Place[] = read("units.csv")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [, , code, parent, tier, name, , , , lon, lat] = line.split(",");
    return { code: code!, parent: parent!, tier: tier!, name: name!, middle: [Number(lon), Number(lat)] };
  });

interface Outline {
  properties: { code: string };
  geometry: { type: string; coordinates: unknown };
}

const OUTLINES = new Map((JSON.parse(read("outlines.geojson")) as { features: Outline[] }).features.map((one) => [one.properties.code, one]));

/** The grid around a spot: worked out here from the county's file, not by the code under test. */
export function gridAt(spot: Spot): Place {
  const found = PLACES.filter(({ tier }) => tier === "grid").find(({ code }) => rings(code).some((ring) => contains(ring, spot)));
  if (!found) throw new Error(`${spot.join(", ")} lies in no grid`);
  return found;
}

/** The account of whoever a page names as responsible, such as "… 网格员·王一零零": made-up names end in the account's number. */
export function loginOf(holder: string): string {
  const [, title, digits] = /(网格员|社区受理员|镇街受理员|镇街书记|书记)·.([零一二三四五六七八九]+)/.exec(holder) ?? [];
  if (!title || !digits) throw new Error(`no demo account in "${holder}"`);
  return `${LOGINS[title]}${[...digits].map((digit) => DIGITS.indexOf(digit)).join("")}`;
}

/** Another grid member's account than this one. */
export function anotherThan(login: string): string {
  return login === "wg743" ? "wg001" : `wg${String(Number(login.slice(2)) + 1).padStart(3, "0")}`;
}

function read(name: string): string {
  return readFileSync(join(DEMO, name), "utf8");
}

function rings(code: string): Spot[][] {
  const outline = OUTLINES.get(code)?.geometry;
  if (outline?.type === "Polygon") return [(outline.coordinates as Spot[][])[0]!];
  if (outline?.type === "MultiPolygon") return (outline.coordinates as Spot[][][]).map((polygon) => polygon[0]!);
  return [];
}

/** Even-odd rule. */
function contains(ring: Spot[], [x, y]: Spot): boolean {
  return ring.reduce((inside, [ax, ay], index) => {
    const [bx, by] = ring[(index + 1) % ring.length]!;
    const crosses = ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax;
    return crosses ? !inside : inside;
  }, false);
}
