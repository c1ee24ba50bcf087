import type { Hono } from 'hono';
import { z } from 'zod';
import { newId } from '../ids.ts';
import type { World } from '../world.ts';
import { invalid, notFound } from './errors.ts';
import { announceDeleted, announceFolder } from './events.ts';
import { ok, readJson, type SandboxEnv } from './http.ts';
import { dropMessage, type Folder, type Mailbox } from './mailbox.ts';
import { requestIdOnly } from './messages.ts';
import { folderToWire } from './wire.ts';

const Name = z.looseObject({ name: z.string().min(1).max(1024) });

/** Folders (CONTRACT section 3.7). The six system folders cannot be created, renamed or deleted. */
export function addFolderRoutes(app: Hono<SandboxEnv>, world: World): void {
  app.get('/v3/grants/:grant/folders', (c) => {
    const mailbox = c.get('mailbox');
    const data = [...mailbox.folders.values()].map((folder) => folderToWire(mailbox, folder));
    return c.json({ request_id: c.get('requestId'), data, next_cursor: null });
  });

  app.post('/v3/grants/:grant/folders', async (c) => {
    const mailbox = c.get('mailbox');
    const { name } = await readJson(c, Name);
    refuseTaken(mailbox, name);
    const folder = { id: newId('fld'), name, attributes: [], systemFolder: false };
    mailbox.folders.set(folder.id, folder);
    announceFolder(world, 'created', mailbox, folder);
    return ok(c, folderToWire(mailbox, folder));
  });

  app.get('/v3/grants/:grant/folders/:id', (c) => {
    const mailbox = c.get('mailbox');
    return ok(c, folderToWire(mailbox, find(mailbox, c.req.param('id'))));
  });

  app.put('/v3/grants/:grant/folders/:id', async (c) => {
    const mailbox = c.get('mailbox');
    const folder = findCustom(mailbox, c.req.param('id'));
    const { name } = await readJson(c, Name);
    if (name !== folder.name) refuseTaken(mailbox, name);
    folder.name = name;
    announceFolder(world, 'updated', mailbox, folder);
    return ok(c, folderToWire(mailbox, folder));
  });

  app.delete('/v3/grants/:grant/folders/:id', (c) => {
    const mailbox = c.get('mailbox');
    const folder = findCustom(mailbox, c.req.param('id'));
    const inside = mailbox.messages.values().filter(({ folders }) => folders.includes(folder.id));
    for (const message of inside.toArray()) {
      dropMessage(mailbox, message);
      announceDeleted(world, message);
    }
    mailbox.folders.delete(folder.id);
    announceFolder(world, 'deleted', mailbox, folder);
    return requestIdOnly(c);
  });
}

function find(mailbox: Mailbox, id: string): Folder {
  const folder = mailbox.folders.get(id);
  if (!folder) throw notFound('folder');
  return folder;
}

function findCustom(mailbox: Mailbox, id: string): Folder {
  const folder = find(mailbox, id);
  if (folder.systemFolder)
    throw invalid(`${folder.name} is a system folder; it can be neither renamed nor deleted`);
  return folder;
}

function refuseTaken(mailbox: Mailbox, name: string): void {
  for (const folder of mailbox.folders.values()) {
    if (folder.name.toLowerCase() === name.toLowerCase())
      throw invalid(`name: there is a folder ${folder.name} already`);
  }
}
