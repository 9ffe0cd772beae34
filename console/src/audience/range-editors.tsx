import { Input, InputNumber } from "antd";
import { useState } from "react";
import { useText } from "../text/language";
import type { Values } from "./expression";

const MONTH_DAY = /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

interface Props<Value> {
  value: Value | undefined;
  label: string;
  onChange: (value: Value | undefined) => void;
}

/** Two days of any year; half a range is kept here until the other half is there. */
export function RangeOfDaysInYear({ value, label, onChange }: Props<Values["birthday"]>) {
  const { audience } = useText();
  const [typed, setTyped] = useState({ from: value?.from ?? "", to: value?.to ?? "" });
  const change = (part: Partial<typeof typed>) => {
    const next = { ...typed, ...part };
    setTyped(next);
    onChange(MONTH_DAY.test(next.from) && MONTH_DAY.test(next.to) ? next : undefined);
  };
  const box = (name: "from" | "to") => (
    <Input
      className="value-short"
      aria-label={`${label} ${audience[name]}`}
      placeholder="MM-DD"
      title={audience.monthDay}
      maxLength={5}
      value={typed[name]}
      status={typed[name] === "" || MONTH_DAY.test(typed[name]) ? "" : "error"}
      onChange={({ target }) => change({ [name]: target.value })}
    />
  );
  return (
    <span className="pair">
      {box("from")} – {box("to")}
    </span>
  );
}

/** A circle: latitude, longitude, radius. */
export function ThreeNumbers({ value, label, onChange }: Props<Values["near"]>) {
  const { audience } = useText();
  const [typed, setTyped] = useState<Partial<Record<keyof Values["near"], number | null>>>(value ?? { radiusMeters: 5_000 });
  const change = (part: typeof typed) => {
    const next = { ...typed, ...part };
    setTyped(next);
    const { latitude, longitude, radiusMeters } = next;
    onChange(latitude == null || longitude == null || radiusMeters == null ? undefined : { latitude, longitude, radiusMeters });
  };
  const box = (name: keyof Values["near"], words: string, bounds: { min: number; max: number; precision?: number }) => (
    <InputNumber
      {...bounds}
      className="value-short"
      aria-label={`${label} ${words}`}
      placeholder={words}
      title={words}
      value={typed[name]}
      onChange={(number) => change({ [name]: number })}
    />
  );
  return (
    <span className="pair">
      {box("latitude", audience.latitude, { min: -90, max: 90 })}
      {box("longitude", audience.longitude, { min: -180, max: 180 })}
      {box("radiusMeters", audience.radius, { min: 1, max: 100_000, precision: 0 })}
    </span>
  );
}
