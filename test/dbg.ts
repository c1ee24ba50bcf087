import { splitMail } from '/tmp/wt/b/src/agent/reading/quoted.ts';
import { readFileSync } from 'node:fs';
const id=process.argv[2];
for(const f of ['plain','signature','unwrap','html'])for(const l of readFileSync('/work/shared/corpus/reply-stripping/'+f+'.jsonl','utf8').split('\n').filter(Boolean)){const r=JSON.parse(l);if(r.id===id){console.log(JSON.stringify(splitMail(r.input),null,1).slice(0,6000))}}
