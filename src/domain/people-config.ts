import { z } from 'zod';
import { roles } from './person.ts';

/** Ids stand in audit entries beside those of tokens and providers, whose forms (`api`, `token`, `oidc:…`) are theirs alone. */
const id = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,39}$/,
    'use small letters, digits, dots and dashes, at most 40, such as "anna.ruiz"',
  )
  .refine(
    (one) => !['api', 'token', 'page', 'system', 'inreply'].includes(one),
    'this id is taken by Inreply',
  );

const hash =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{16,88})\$([A-Za-z0-9+/]{22,128})$/;

/** Cost and parts of a hashed password. */
export type PasswordHash = { ln: number; r: number; p: number; salt: Buffer; hash: Buffer };

/** Reads the PHC form of scrypt; undefined when it is none, or costs so little or so much that it must be a mistake. */
export function parsePasswordHash(text: string): PasswordHash | undefined {
  const [, ln, r, p, salt = '', digest = ''] = hash.exec(text) ?? [];
  const found = { ln: Number(ln), r: Number(r), p: Number(p) };
  const isSensible =
    found.ln >= 14 && found.ln <= 18 && found.r >= 1 && found.r <= 16 && found.p >= 1 && found.p <= 8;
  if (!isSensible) return undefined;
  return { ...found, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(digest, 'base64') };
}

const ListedPerson = z.strictObject({
  id,
  name: z.string().trim().min(1).max(80).optional(),
  email: z.email().optional(),
  role: z.enum(roles),
  /** Addresses or grants; left out: all. */
  mailboxes: z.array(z.string().min(1)).min(1).optional(),
  password: z
    .string()
    .refine(
      (text) => parsePasswordHash(text) !== undefined,
      'is not a hashed password; npx inreply people hash makes one',
    )
    .optional(),
});

/** PEOPLE_FILE: who may sign in by name, as what, and which mailboxes they see. */
export const PeopleFile = z
  .strictObject({ people: z.array(ListedPerson) })
  .superRefine(({ people }, context) => {
    const seen = new Set<string>();
    for (const [at, { id: own, email, password }] of people.entries()) {
      const path = ['people', at];
      if (email === undefined && password === undefined) {
        const message = 'has neither a password nor an email, and so no way to sign in';
        context.addIssue({ code: 'custom', path, message });
      }
      for (const name of new Set([own, email?.toLowerCase() ?? own])) {
        if (seen.has(name)) context.addIssue({ code: 'custom', path, message: `"${name}" stands twice` });
        seen.add(name);
      }
    }
  });
export type PeopleFile = z.infer<typeof PeopleFile>;
