import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { CsvFile } from "./csv-file.js";

const folder = mkdtempSync(join(tmpdir(), "tagcast-csv-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(content: string | Buffer): CsvFile {
  const path = join(folder, "people.csv");
  writeFileSync(path, content);
  return new CsvFile(path);
}

describe("the lines of a CSV file", () => {
  it.each<[string, string | Buffer, number]>([
    ["with an end after the last", "openid\no1\no2\n", 3],
    ["without one", "openid\no1\no2", 3],
    ["as Windows ends them", "openid\r\no1\r\n", 2],
    ["as old Macs did", "openid\ro1\ro2\r", 3],
    ["in UTF-16, where half a character may look like an end", Buffer.from("\ufeffopenid\t昵称\no1\t\u0a0a\n", "utf16le"), 2],
    ["in GB18030", Buffer.from([...Buffer.from("openid,"), 0xea, 0xc7, 0xb3, 0xc6, 0x0a, 0x6f, 0x31, 0x0a]), 2],
    ["of nothing", "", 0],
    ["of a large one", `openid\n${"o1\n".repeat(100_000)}`, 100_001],
  ])("are counted %s", async (_what, content, lines) => expect(await file(content).lines()).toBe(lines));

  it("are those that its rows tell, also where a cell has an end of a line in it", async () => {
    const some = file('openid,nickname\no1,"A\nB"\no2,C\n');
    const rows: number[] = [];
    for await (const { line } of some.rows()) rows.push(line);
    expect([rows.at(-1), await some.lines()]).toEqual([4, 4]);
  });
});
