import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { freePort } from "../../src/cli/ports.js";
import { cli } from "../support/terminal.js";

describe("tagcast", () => {
  it("lists its commands with --help", async () => {
    const { code, stdout } = await cli(["--help"]);
    expect(code).toBe(0);
    for (const command of ["start", "simulator", "migrate", "seed", "watch", "create-tenant", "create-operator", "doctor"]) {
      expect(stdout).toContain(command);
    }
  });

  it("says its version", async () => {
    expect(await cli(["--version"])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it.each([
    [["fly"], "unknown command 'fly'"],
    [["seed"], "--users"],
    [["seed", "--users", "many"], "Give a whole number from 1 to 10000000."],
    [["seed", "--users", "10000001"], "Give a whole number from 1 to 10000000."],
    [["seed", "--users", "5", "--cups", "2"], "unknown option '--cups'"],
    [["watch"], "missing required argument 'massSendId'"],
    [["watch", "x", "--token", "t", "--url", "ftp://example.com"], "http://127.0.0.1:4000"],
    [["watch", "x"], "TAGCAST_TOKEN"],
    [["watch", "x", "--username", "admin"], "TAGCAST_OPERATOR_PASSWORD"],
    [["create-tenant", "--name", "Brand"], "--app-id"],
    [["create-operator", "--tenant", "wx1", "--username", "eve", "--role", "KING"], "VIEWER, OPERATOR, APPROVER, ADMIN"],
    [["simulator", "--port", "70000"], "Give a whole number from 0 to 65535."],
    [["simulator", "--app", "wx0123456789abcdef"], "wx0123456789abcdef:secret"],
    [["simulator", "--speed", "0"], "Give a number above 0."],
    [["simulator", "--callback-token", "tok"], "--callback-token needs --callback"],
  ])("called as %j: exit code 2 and what is wrong", async (args, complaint) => {
    const { code, stdout, stderr } = await cli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(complaint);
  });

  it("lists every fault of the configuration, without a stack and without values", async () => {
    const { code, stderr } = await cli(["migrate"], { PORT: "x", LOG_LEVEL: "loud", TAGCAST_SECRET_KEY: "hunter2hunter2" });
    expect(code).toBe(1);
    for (const name of ["PORT", "LOG_LEVEL", "TAGCAST_SECRET_KEY"]) expect(stderr).toContain(name);
    expect(stderr).not.toContain("hunter2");
    expect(stderr).not.toContain("    at ");
  });

  it("says what to do when nobody answers at DATABASE_URL", async () => {
    const port = await freePort("127.0.0.1", 0, "PORT");
    const { code, stderr } = await cli(["migrate"], { DATABASE_URL: `postgres://u:secret-word@127.0.0.1:${port}/tagcast` });
    expect(code).toBe(1);
    expect(stderr).toContain("is it running, and is the address right?");
    expect(stderr).not.toContain("secret-word");
  });
});

describe("freePort", () => {
  it("names the port, the variable and a way out when it is taken", async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) =>
      other.listen(0, "127.0.0.1", () => resolve((other.address() as { port: number }).port)),
    );
    const remedy = new RegExp(`port ${port} .* is taken.*PORT=${port + 1}`);
    await expect(freePort("127.0.0.1", port, "PORT")).rejects.toThrow(remedy);
    await new Promise((resolve) => other.close(resolve));
    await expect(freePort("127.0.0.1", port, "PORT")).resolves.toBe(port);
  });

  it("says so when the machine does not have the address", async () => {
    await expect(freePort("192.0.2.1", 0, "PORT")).rejects.toThrow("set HOST");
  });
});
