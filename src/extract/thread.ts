import { parentPort, workerData } from 'node:worker_threads';
import { extractFile } from './extract-file.ts';
import type { Task } from './extractor.ts';

const { file, limits } = workerData as Task; // only `extractor.ts` starts this thread
parentPort?.postMessage(await extractFile(file, limits));
