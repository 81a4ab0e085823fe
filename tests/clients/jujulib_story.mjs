// Run by Node with @canonical/jujulib from npm: login, status, the all watcher where there is one.
// Arguments: host:port, the model's uuid, the password. Prints one line of JSON with what it saw.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import path from "node:path";

const [home, endpoint, uuid, password] = process.argv.slice(2);
const require = createRequire(path.join(home, "package.json"));
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);

const { connect } = await load("@canonical/jujulib");
const WebSocket = (await load("ws")).default;
const facade = async (folder) => {
  const found = await load(`@canonical/jujulib/dist/api/facades/${folder}/index.js`);
  return found.default.default ?? found.default;
};
const Client = await facade("client");
const AllWatcher = await facade("all-watcher");

class Trusting extends WebSocket {
  constructor(url) {
    super(url, { rejectUnauthorized: false });
  }
}

const model = await connect(`wss://${endpoint}/model/${uuid}/api`, {
  facades: [Client, AllWatcher],
  wsclass: Trusting,
});
const conn = await model.login({ username: "admin", password });
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
