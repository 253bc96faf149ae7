// Makes the journey that it reads (tests/support/journey.py) with the AWS SDK for JavaScript, and
// prints what the SDK made of every answer, as JSON: {step: {answer} or {error}}.
"use strict";

const sdk = require("@aws-sdk/client-inspector2");

const journey = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const told = {};

function client({ accessKeyId, secretAccessKey, attempts }) {
  return new sdk.Inspector2Client({
    endpoint: journey.endpoint,
    region: journey.region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: attempts,
  });
}

// What an earlier step answered, and blobs, in the place of what stands for them.
function resolved(value) {
  if (Array.isArray(value)) return value.map(resolved);
  if (value === null || typeof value !== "object") return value;
  if ("$from" in value) {
    const [step, ...path] = value.$from;
    return path.reduce((found, name) => found[name], told[step].answer);
  }
  if ("$bytes" in value) return Buffer.from(value.$bytes, "base64");
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolved(each)]));
}

// An answer as plain JSON: times are seconds.
function plain(value) {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, each]) => name !== "$metadata" && each !== undefined)
      .map(([name, each]) => [name, plain(each)]),
  );
}

// An error: its name, whether it has the SDK's class of that name, and its own members.
function refusal(error) {
  const kind = sdk[error.name];
  const { name, message, $fault, $metadata, $service, $retryable, $response, ...members } = error;
  return {
    name,
    message,
    classed: kind !== undefined && error instanceof kind,
    status: $metadata?.httpStatusCode,
    requestId: $metadata?.requestId,
    members: plain(members),
  };
}

async function collected(step, caller) {
  const pages = sdk[`paginate${step.operation}`](
    { client: caller, pageSize: 1 },
    resolved(step.members),
  );
  const items = [];
  for await (const page of pages) items.push(...(page[step.pages] ?? []));
  return items;
}

function called(step, caller) {
  if (step.pages) return collected(step, caller);
  return caller.send(new sdk[`${step.operation}Command`](resolved(step.members)));
}

async function main() {
  const clients = Object.fromEntries(
    Object.entries(journey.callers).map(([name, caller]) => [name, client(caller)]),
  );
  for (const step of journey.steps) {
    try {
      told[step.name] = { answer: plain(await called(step, clients[step.caller])) };
    } catch (error) {
      told[step.name] = { error: refusal(error) };
    }
  }
  process.stdout.write(JSON.stringify(told));
}

main();
