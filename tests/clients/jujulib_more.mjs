// Run by Node with @canonical/jujulib from npm: a change while Next waits, and Stop while it waits.
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

class Trusting extends WebSocket {
  constructor(url) {
    super(url, { rejectUnauthorized: false });
  }
}

const facades = [await facade("client"), await facade("all-watcher"), await facade("annotations")];
const model = await connect(`wss://${endpoint}/model/${uuid}/api`, { facades, wsclass: Trusting });
const conn = await model.login({ username: "admin", password });
const { client, allWatcher, annotations } = conn.facades;
const status = await client.fullStatus({ patterns: [] });
const seen = {
  units: Object.keys(status.applications.web.units).sort(),
  statuses: Object.values(status.applications.web.units).map((one) => one["workload-status"].status),
};
if (allWatcher) {
  const id = (await client.watchAll({}))["watcher-id"];
  const first = await allWatcher.next({ id });
  seen.kinds = [...new Set(first.deltas.map((delta) => delta[0]))].sort();
  const waiting = allWatcher.next({ id });
  await annotations.set({ annotations: [{ entity: "application-web", annotations: { note: "mine" } }] });
  seen.changed = (await waiting).deltas.map((delta) => [delta[0], delta[1]]);
  // What the annotation is on follows it: in the same answer up to 2.9, in the next one since.
  if (!seen.changed.some((delta) => delta[0] === "application")) await allWatcher.next({ id });
  const parked = allWatcher.next({ id }).catch((error) => error);
  await allWatcher.stop({ id });
  seen.stopped = String((await parked).message ?? (await parked));
}
console.log(JSON.stringify(seen));
conn.transport.close();
