import { parentPort, workerData } from 'node:worker_threads';
import { extractFile } from './extract-file.ts';
import { Task } from './task.ts';

const { file, limits } = Task.parse(workerData);
const extracted = await extractFile(file, limits);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
parentPort?.postMessage(extracted);
