/**
 * ALTCHA's own solver as a web worker of the panel, for the hours in which very many people begin a
 * chat. It is given the challenge with which `POST /v1/channels/{channel}/visits` was refused, and
 * answers which try it was.
 */

import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/sha";

onmessage = async ({ data }: MessageEvent<string>) => {
  const solution = await solveChallenge({ challenge: JSON.parse(data), deriveKey });
  postMessage(solution?.counter);
};
