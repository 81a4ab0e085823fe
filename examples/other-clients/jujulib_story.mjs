// @canonical/jujulib from npm, unmodified: login, status, and the all watcher where there is one.
//
//     npm install && node jujulib_story.mjs              # starts `fakejuju serve` itself
//     node jujulib_story.mjs ready.json                  # uses one that runs, by its ready line
//
// Prints one line of JSON with what it saw. JUJULIB is where the packages are, if not here.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

const home = process.env.JUJULIB ?? path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(path.join(home, "package.json"));
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);

const { connect } = await load("@canonical/jujulib");
const WebSocket = (await load("ws")).default;
const facade = async (folder) => {
  const found = await load(`@canonical/jujulib/dist/api/facades/${folder}/index.js`);
  return found.default.default ?? found.default;
};

// A controller on this machine, as a program in any language gets one: start it, read one line.
async function serve() {
  const child = spawn("fakejuju", ["serve", "--juju", process.env.JUJU_SERIES ?? "3.6"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    return { ready: JSON.parse(line), stop: () => child.kill("SIGTERM") };
  }
  throw new Error("fakejuju serve ended before it was ready");
}

const { ready, stop } = process.argv[2]
  ? { ready: JSON.parse(readFileSync(process.argv[2], "utf8")), stop: () => {} }
  : await serve();
try {
  const ca = readFileSync(ready.cacert);
  // A controller's certificate is good for this name, whatever the address.
  class Trusting extends WebSocket {
    constructor(url) {
      super(url, { ca, servername: "juju-apiserver" });
    }
  }
  const url = `wss://${ready.endpoint}/model/${ready["model-uuid"]}/api`;
  const facades = [await facade("client"), await facade("all-watcher")];
  const model = await connect(url, { facades, wsclass: Trusting });
  const conn = await model.login({ username: ready.user, password: ready.password });
  const seen = { version: conn.info.serverVersion, user: conn.info.user.identity };
  const status = await conn.facades.client.fullStatus({ patterns: [] });
  seen.model = status.model.name;
  seen.applications = Object.keys(status.applications).sort();
  if (conn.facades.allWatcher) {
    const handle = await conn.facades.client.watchAll({});
    const first = await conn.facades.allWatcher.next({ id: handle["watcher-id"] });
    seen.kinds = [...new Set(first.deltas.map((delta) => delta[0]))].sort();
  }
  console.log(JSON.stringify(seen));
  conn.transport.close();
} finally {
  stop();
}
