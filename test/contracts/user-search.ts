import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Audience, AudienceIndex } from "../../src/audiences/index.js";
import type { Database } from "../../src/platform/database/database.js";
import { PostgresUserStore } from "../../src/users/adapters/postgres-user-store.js";
import type { SearchParts } from "../../src/users/adapters/search-batches.js";
import { type UserFinder, UserService } from "../../src/users/index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { cards, type Named, NamedPeople } from "../support/named-people.js";

export interface RunningFinder {
  finder: UserFinder;
  index: AudienceIndex;
  close(): Promise<void>;
}

export interface UserSearchSubject {
  name: string;
  open(parts: SearchParts & { database: Database }): Promise<RunningFinder>;
  /** Random crowds, and questions about each. */
  effort: { runs: number; questions: number };
}

const PEOPLE: readonly Named[] = [
  { nickname: "小明Bob🎈", realName: "王大明" },
  { nickname: "明小", realName: "大王" },
  { nickname: null, realName: "bOBBY" },
  { nickname: "欧阳", realName: "100%纯", phone: "13812345678" },
  { nickname: "欧阳锋", realName: null, phone: "13900005678", status: "DELETED" },
  { nickname: "a_b c\\d", realName: "ÉCOLE Ωmega", vip: true },
  { nickname: "👨‍👩‍👧家", realName: "ΑΣ İstanbul", phone: "+8525678", blacklisted: true, vip: true },
  { nickname: "aab", realName: "𠮷野家", unionid: "union-7" },
  { nickname: "欧 阳", realName: "欧\u00a0阳", vip: true },
  { nickname: "5678", realName: null, card: "11010519491231002X" },
  { nickname: "欧阳", realName: null, status: "DELETED", card: "110105199912310028" },
  { nickname: "", realName: "", phone: "" },
];

/** Characters that are folded, escaped, counted or separated in more ways than one. */
const ALPHABET = ["王", "小", "明", "a", "A", "b", "Σ", "σ", "ς", "İ", "i", "ß", "é", "É", "%", "_", "\\", " ", "\u3000", "🎈", "𠮷", "-"];

const VIPS: Audience = { kind: "vip", value: true };
const GONE: Audience = { kind: "status", status: "DELETED" };

/** What whoever finds users by a search must do. */
export function userSearchContract(subject: UserSearchSubject): void {
  describe(`user search: ${subject.name}`, () => {
    let own: TestDatabase;
    let running: RunningFinder;
    let service: UserService;
    beforeAll(async () => {
      own = await createTestDatabase();
      running = await subject.open({ database: own.database, cards });
      service = new UserService(new PostgresUserStore(own.database), running.index, running.finder);
    });
    afterAll(async () => {
      await running.close();
      await own.drop();
    });

    const ask = (people: NamedPeople, search: string, options: { audience?: Audience; first?: number; after?: string | null } = {}) =>
      service.users(people.tenantId, { audience: null, seesPersonalData: true, first: 200, after: null, search, ...options });
    const ordinals = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).edges.map(({ node }) => node.ordinal);

    describe("finds", () => {
      let people: NamedPeople;
      beforeAll(async () => {
        people = await NamedPeople.create(own.database);
        await people.add(PEOPLE);
        const others = await NamedPeople.create(own.database);
        await others.add(PEOPLE);
      });

      test.each<[what: string, text: string, found: number[]]>([
        ["two Chinese characters that stand together", "小明", [0]],
        ["two Chinese characters inside a real name", "大明", [0]],
        ["one Chinese character", "明", [0, 1]],
        ["one character at the end of a name", "王", [0, 1]],
        ["letters whatever their case", "BoB", [0, 2]],
        ["one letter whatever its case", "É", [5]],
        ["a letter of another case than stands there", "é", [5]],
        ["an emoji beside a letter", "b🎈", [0]],
        ["an emoji by itself", "🎈", [0]],
        ["no end of a nickname with the beginning of a real name", "🎈王", []],
        ["three characters only where they stand together", "小明明", []],
        ["the same letter twice where it stands twice", "aa", [7]],
        ["a wildcard as it stands", "100%", [3]],
        ["a wildcard by itself", "%", [3]],
        ["an underscore as it stands", "a_b", [5]],
        ["an underscore by itself", "_", [5]],
        ["a backslash as it stands", "c\\d", [5]],
        ["a blank as it stands", "欧 阳", [8]],
        ["a blank that does not break", "欧\u00a0阳", [8]],
        ["a character beyond the first plane", "𠮷野", [7]],
        ["a character beyond the first plane by itself", "𠮷", [7]],
        ["part of a family of joined emojis", "👩‍👧", [6]],
        ["a Greek sigma wherever it stands", "ας", []],
        ["a Greek sigma in another case", "Ασ", [6]],
        ["a Turkish dotted I as an i", "istan", [6]],
        ["what none has", "龘靐", []],
        ["nobody DELETED by a name", "欧阳", [3]],
        ["the last four digits of a phone, and a name of these digits", "5678", [3, 6, 9]],
        ["a whole phone", "13812345678", [3]],
        ["a phone with its country code and blanks", "+86 138 1234 5678", [3]],
        ["a unionid", "union-7", [7]],
        ["a whole identity number", "11010519491231002x", [9]],
        ["nobody DELETED by an identity number", "110105199912310028", []],
        ["no part of a phone", "1234567", []],
        ["sixty-four characters", "a".repeat(64), []],
      ])("%s", async (_what, text, found) => expect(await ordinals(people, text)).toEqual(found));

      test("an openid and a user id", async () => {
        expect(await ordinals(people, people.openid(2))).toEqual([2]);
        expect(await ordinals(people, String(await people.userId(2)))).toContain(2);
      });

      test("inside an audience its members alone, those DELETED in the audience of these", async () => {
        expect(await ordinals(people, "欧", { audience: VIPS })).toEqual([8]);
        expect(await ordinals(people, "欧阳", { audience: GONE })).toEqual([4, 10]);
        expect(await ordinals(people, "5678", { audience: GONE })).toEqual([4]);
        expect(await ordinals(people, "110105199912310028", { audience: GONE })).toEqual([10]);
        expect(await ordinals(people, "欧阳", { audience: { kind: "not", of: VIPS } })).toEqual([3]);
        expect(await ordinals(people, "union-7", { audience: VIPS })).toEqual([]);
      });

      test("the blacklisted, too", async () => {
        expect(await ordinals(people, "家", { audience: { kind: "blacklisted" } })).toEqual([6]);
      });

      test("nobody by a deep audience's parts", async () => {
        const deep = Array.from({ length: 7 }).reduce<Audience>((inner) => ({ kind: "not", of: { kind: "any", of: [inner] } }), VIPS);
        expect(await ordinals(people, "欧", { audience: deep })).toEqual([3]);
      });
    });

    test("pages by stable cursors, and counts all whatever the page", async () => {
      const people = await NamedPeople.create(own.database);
      await people.add(Array.from({ length: 25 }, (_, i) => ({ nickname: i % 5 === 0 ? "别人" : `用户${i}`, realName: null })));
      const seen: number[] = [];
      let after: string | null = null;
      for (let more = true; more; ) {
        const page = await ask(people, "用户", { first: 6, after });
        expect(page.totalCount).toBe(20 + (seen.length > 0 ? 1 : 0));
        seen.push(...page.edges.map(({ node }) => node.ordinal));
        // Somebody who comes meanwhile stands at the end.
        if (after === null) await people.add([{ nickname: "新用户", realName: null }]);
        after = page.pageInfo.endCursor;
        more = page.pageInfo.hasNextPage;
      }
      expect(seen).toEqual([...Array.from({ length: 25 }, (_, i) => i).filter((i) => i % 5 !== 0), 25]);
    });

    describe("knows at once", () => {
      let people: NamedPeople;
      beforeEach(async () => {
        people = await NamedPeople.create(own.database);
        await people.add([
          { nickname: "旧名一", realName: "老王" },
          { nickname: "不变", realName: null, phone: "13800001111" },
        ]);
        expect(await ordinals(people, "旧名")).toEqual([0]);
      });

      test("what an operator changed", async () => {
        await people.edit(0, { nickname: "新名一" });
        expect([await ordinals(people, "旧名"), await ordinals(people, "新名")]).toEqual([[], [0]]);
        await people.edit(0, { realName: "小李" });
        expect([await ordinals(people, "老王"), await ordinals(people, "小李")]).toEqual([[], [0]]);
        await people.edit(1, { phone: "13800002222" });
        expect([await ordinals(people, "1111"), await ordinals(people, "2222")]).toEqual([[], [1]]);
        await people.edit(0, { nickname: null });
        expect([await ordinals(people, "新名"), await ordinals(people, "小李")]).toEqual([[], [0]]);
      });

      test("what a sync brought, of known people and of new ones", async () => {
        await people.sync([
          { openid: people.openid(0), nickname: "同步名" },
          { openid: "oNewcomer", nickname: "同步新人" },
        ]);
        expect([await ordinals(people, "旧名"), await ordinals(people, "同步")]).toEqual([[], [0, 2]]);
      });

      test("what an import of the old system brought, of known people and of new ones", async () => {
        await people.import([
          { openid: people.openid(0), realName: "迁移王" },
          { openid: "oImported", realName: "迁移李" },
        ]);
        expect([await ordinals(people, "老王"), await ordinals(people, "迁移")]).toEqual([[], [0, 2]]);
      });

      test("what a file brought", async () => {
        await people.importFile([
          { openid: people.openid(1), nickname: "表格甲" },
          { openid: "oFromFile", nickname: "表格乙" },
        ]);
        expect([await ordinals(people, "不变"), await ordinals(people, "表格")]).toEqual([[], [1, 2]]);
      });

      test("that somebody was erased: neither name nor phone finds anybody, not even among the DELETED", async () => {
        await people.erase(0);
        await people.erase(1);
        for (const text of ["旧名", "老", "不变", "1111", "13800001111"]) {
          expect([await ordinals(people, text), await ordinals(people, text, { audience: GONE })]).toEqual([[], []]);
        }
      });
    });

    test("answers as the naive model does", { timeout: 300_000 }, async () => {
      const character = fc.constantFrom(...ALPHABET);
      const name = fc.option(fc.string({ unit: character, maxLength: 6 }), { freq: 5 });
      const crowd = fc.array(fc.record({ nickname: name, realName: name }), { minLength: 8, maxLength: 8 });
      const question = fc.string({ unit: character, minLength: 1, maxLength: 3 }).filter((text) => text.trim() !== "");
      const questions = fc.array(question, { minLength: subject.effort.questions, maxLength: subject.effort.questions });
      const people = await NamedPeople.create(own.database);
      await people.add(Array.from({ length: 8 }, () => ({ nickname: null, realName: null })));
      let found = 0;
      await fc.assert(
        fc.asyncProperty(crowd, questions, async (names, texts) => {
          await people.rename(names);
          for (const text of texts) {
            const expected = names.flatMap(({ nickname, realName }, i) => (holds(nickname, text) || holds(realName, text) ? [i] : []));
            expect([text, await ordinals(people, text)]).toEqual([text, expected]);
            found += expected.length;
          }
        }),
        { numRuns: subject.effort.runs },
      );
      expect(found).toBeGreaterThan(subject.effort.runs);
    });
  });
}

function holds(name: string | null, text: string): boolean {
  return name !== null && lowered(name).includes(lowered(text.trim()));
}

/** One character for one, as both engines fold them. */
function lowered(text: string): string {
  return [...text].map((character) => [...character.toLowerCase()][0]).join("");
}
