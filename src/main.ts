import { enableCompileCache } from 'node:module';
import { keepYoungHeapSmall } from './young-heap.ts';

keepYoungHeapSmall();

// Beside the packages, where only those may write who can change the code anyhow. It halves the time to start; where the
// folder cannot be written, or NODE_COMPILE_CACHE names another, this does nothing.
enableCompileCache(`${import.meta.dirname}/../node_modules/.cache/inreply`);
await import('./service.ts');
