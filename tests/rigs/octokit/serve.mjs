// The package's own command listens on every address; this one on loopback alone.
import express from "express";
import fixtures from "@octokit/fixtures-server";

const port = Number(process.argv[2]);
const fixturesUrl = `http://127.0.0.1:${port}`;
express()
  .use(fixtures({ port, fixturesUrl, logLevel: "silent", ttl: 3_600_000 }))
  .listen(port, "127.0.0.1");
