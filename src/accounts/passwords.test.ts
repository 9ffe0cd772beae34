import { describe, expect, it } from "vitest";
import { makePassword, Passwords } from "./passwords.js";

describe("passwords", () => {
  it("are hashed at full cost by default, and the parameters stand in the hash", async () => {
    const passwords = new Passwords();
    const stored = await passwords.hash("correct horse battery");
    expect(stored).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[\w-]{22}\$[\w-]{43}$/);
    expect(await passwords.matches("correct horse battery", stored)).toBe(true);
    expect(await passwords.matches("correct horse batterz", stored)).toBe(false);
    expect(await passwords.hash("correct horse battery")).not.toBe(stored);
  });

  it("are checked by the hash's own parameters, whatever today's are", async () => {
    const stored = await new Passwords({ logN: 5, r: 4, p: 1 }).hash("密码密码密码密码");
    expect(await new Passwords({ logN: 4, r: 8, p: 2 }).matches("密码密码密码密码", stored)).toBe(true);
  });

  it("never match where there is no hash, or only the first 256 characters agree", async () => {
    const passwords = new Passwords({ logN: 4, r: 8, p: 1 });
    expect(await passwords.matches("", null)).toBe(false);
    const stored = await passwords.hash("x".repeat(256));
    expect(await passwords.matches("x".repeat(256), stored)).toBe(true);
    expect(await passwords.matches("x".repeat(257), stored)).toBe(false);
  });

  it("refuse to read a hash that is none", async () => {
    await expect(new Passwords({ logN: 4, r: 8, p: 1 }).matches("x", "plain")).rejects.toThrow("not readable");
  });

  it("are made long enough to need no changing", () => {
    expect(makePassword()).toMatch(/^[\w-]{20}$/);
  });
});
