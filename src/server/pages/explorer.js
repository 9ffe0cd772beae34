import { examples } from "./examples.js";
import { showSchema } from "./schema-docs.js";
import { subscribe } from "./socket-client.js";

const at = (id) => document.getElementById(id);
const LOGIN =
  "mutation Login($username: String!, $password: String!) { login(username: $username, password: $password) { token operator { username role } } }";
/** Enough to follow a send; an endless subscription must not fill the page. */
const SHOWN_EVENTS = 200;
let stop = null;

function show(value) {
  at("result").textContent = typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function parsed(id) {
  const text = at(id).value.trim();
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${id}: ${error.message}`);
  }
}

async function post(request, headers = {}) {
  const token = at("token").value.trim();
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }), ...headers },
    body: JSON.stringify(request),
  });
  return response.json();
}

function currentRequest() {
  const query = at("query").value;
  // Of several operations the one around the cursor runs.
  const before = query.slice(0, at("query").selectionStart);
  const names = [...query.matchAll(/\b(query|mutation|subscription)\s+(\w+)/g)];
  const chosen = names.filter((match) => match.index <= before.length).at(-1) ?? names[0];
  const kind = chosen?.[1] ?? (/^\s*subscription\b/.test(query) ? "subscription" : "query");
  return { kind, request: { query, operationName: chosen?.[2], variables: parsed("variables") } };
}

function watch(request) {
  const events = [];
  at("stop").disabled = false;
  at("status").textContent = "listening …";
  show("");
  stop = subscribe({
    token: at("token").value.trim(),
    request,
    on: {
      next: (result) => {
        events.unshift(result);
        events.length = Math.min(events.length, SHOWN_EVENTS);
        show(events);
      },
      error: (errors) => show({ errors }),
      closed: (reason) => {
        at("stop").disabled = true;
        at("status").textContent = reason;
        stop = null;
      },
    },
  });
}

async function run() {
  stop?.();
  try {
    const { kind, request } = currentRequest();
    if (kind === "subscription") return watch(request);
    at("status").textContent = "…";
    const started = performance.now();
    const answer = await post(request, parsed("headers"));
    at("status").textContent = `${Math.round(performance.now() - started)} ms`;
    show(answer);
  } catch (error) {
    at("status").textContent = "not sent";
    show(error.message);
  }
}

async function login(event) {
  event.preventDefault();
  const variables = { username: at("username").value, password: at("password").value };
  const { data, errors } = await post({ query: LOGIN, variables });
  if (errors) return show({ errors });
  at("token").value = data.login.token;
  at("password").value = "";
  at("who").textContent = `${data.login.operator.username}, ${data.login.operator.role}`;
  sessionStorage.setItem("token", data.login.token);
}

function choose(index) {
  const { query, variables } = examples[index];
  at("query").value = query;
  at("variables").value = variables ? JSON.stringify(variables, null, 2) : "";
}

at("examples").append(...examples.map(({ name }, index) => new Option(name, index)));
at("examples").onchange = (event) => choose(event.target.value);
at("login").onsubmit = login;
at("run").onclick = run;
at("stop").onclick = () => stop?.();
at("token").value = sessionStorage.getItem("token") ?? "";
at("token").onchange = (event) => sessionStorage.setItem("token", event.target.value.trim());
document.onkeydown = (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
};
choose(0);
showSchema(at("docs"), async (query) => (await post({ query })).data).catch((error) => {
  at("docs").textContent = `The schema could not be read: ${error.message}`;
});
