// A host of Bluesky on loopback: a PDS, the AppView behind it, and a registry of identities.
// Called with the address of an empty PostgreSQL database and three free ports: PDS, AppView, registry.
const net = require('node:net');
const { TestBsky, TestPds, TestPlc, mockNetworkUtilities } = require('@atproto/dev-env');

const [database, ...ports] = process.argv.slice(2);
const [pdsPort, bskyPort, plcPort] = ports.map(Number);
const NOBODY = 'did:example:moderation';

// The packages' own servers listen on every address.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...more) {
  return typeof port === 'number' ? listen.call(this, port, '127.0.0.1', ...more) : listen.call(this, port, ...more);
};

(async () => {
  const plc = await TestPlc.create({ port: plcPort });
  const bsky = await TestBsky.create({
    port: bskyPort,
    plcUrl: plc.url,
    pdsPort,
    repoProvider: `ws://localhost:${pdsPort}`,
    dbPostgresUrl: database,
    dbPostgresSchema: 'appview',
    modServiceDid: NOBODY,
    labelsFromIssuerDids: [NOBODY],
    indexedAtEpoch: new Date('2024-01-01'), // without it, a post is said to be indexed when its author dates it
  });
  const pds = await TestPds.create({
    port: pdsPort,
    hostname: 'localhost',
    didPlcUrl: plc.url,
    bskyAppViewUrl: bsky.url,
    bskyAppViewDid: bsky.ctx.cfg.serverDid,
    enableDidDocWithSession: true, // as Bluesky's own hosts are set
    modServiceDid: NOBODY,
  });
  mockNetworkUtilities(pds, bsky);
})();
