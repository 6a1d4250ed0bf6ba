// Draws the OpenAPI document as a page. Text goes in as text, never as HTML.
"use strict";

function element(name, attributes, ...children) {
  const e = document.createElement(name);
  Object.assign(e, attributes);
  e.append(...children.filter((child) => child !== null));
  return e;
}

function resolve(api, thing) {
  if (!thing || !thing.$ref) return thing;
  return thing.$ref.slice(2).split("/").reduce((at, key) => at[key], api);
}

function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split("/").pop();
  const type = [].concat(schema.type || "any").join(" or ");
  const more = [schema.format, schema.enum && schema.enum.filter((x) => x !== null).join(", ")];
  const bounds = ["minimum", "maximum", "minLength", "maxLength", "maxItems"].filter((key) => key in schema);
  if (schema.items) more.push(`of ${typeOf(schema.items)}`);
  more.push(bounds.map((key) => `${key} ${schema[key]}`).join(", "));
  return [type, ...more.filter(Boolean)].join("; ");
}

function table(title, rows) {
  if (rows.length === 0) return null;
  const body = rows.map(([name, type, doc]) => element("tr", {}, element("td", {}, element("code", {}, name)),
    element("td", {}, type), element("td", {}, doc || "")));
  return element("section", {}, element("h4", {}, title), element("table", {}, element("tbody", {}, ...body)));
}

function fields(api, title, content) {
  const schema = content && Object.values(content)[0].schema;
  const shape = resolve(api, schema);
  if (!shape || !shape.properties) return null;
  const required = new Set(shape.required || []);
  return table(`${title} (${typeOf(schema)})`, Object.entries(shape.properties)
    .map(([name, property]) => [name + (required.has(name) ? " *" : ""), typeOf(property), property.description]));
}

function operation(api, path, method, op) {
  const parameters = (op.parameters || []).map((p) => resolve(api, p));
  const success = Object.entries(op.responses).find(([status]) => status.startsWith("2"));
  const problems = Object.entries(op.responses).filter(([status]) => !status.startsWith("2"));
  return element("details", { id: op.operationId },
    element("summary", {}, element("b", { className: `method ${method}` }, method.toUpperCase()),
      element("code", {}, path), element("span", {}, op.summary)),
    element("p", {}, op.description),
    table("Parameters", parameters.map((p) => [p.name, `${p.in}; ${typeOf(p.schema)}`, p.description])),
    fields(api, "Request", op.requestBody && op.requestBody.content),
    fields(api, `Answer ${success[0]}`, success[1].content),
    table("Other answers", problems.map(([status, response]) => [status, "", resolve(api, response).description])));
}

function draw(api) {
  const all = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, op]) => ({ path, method, op })));
  const sections = api.tags.map((tag) => element("section", { id: tag.name },
    element("h2", {}, tag.name), element("p", {}, tag.description),
    ...all.filter(({ op }) => op.tags[0] === tag.name).map(({ path, method, op }) => operation(api, path, method, op))));
  document.getElementById("description").textContent = api.info.description;
  document.getElementById("tags").append(...api.tags.map((tag) => element("a", { href: `#${tag.name}` }, tag.name)));
  document.getElementById("operations").replaceChildren(...sections);
}

function filter(text) {
  for (const details of document.querySelectorAll("details")) {
    details.hidden = !details.textContent.toLowerCase().includes(text.toLowerCase());
  }
}

document.getElementById("find").addEventListener("input", (event) => filter(event.target.value));
fetch("/api/v1/openapi.json")
  .then((answer) => answer.json())
  .then(draw)
  .catch(() => { document.getElementById("operations").textContent = "The API does not answer. Try again shortly."; });
