import { z } from 'zod';

/** `attachments` of `agent.yaml`: whether and how far files of the sender are opened. */
export const AttachmentsConfig = z.strictObject({
  read: z.boolean().default(true),
  /** Files per reply. */
  max_files: z.number().int().min(1).max(20).default(5),
  /** A larger file is listed, not opened. */
  max_mb: z.number().positive().max(25).default(10),
  /** Pages of one file. */
  max_pages: z.number().int().min(1).max(500).default(30),
});
export type AttachmentsConfig = z.infer<typeof AttachmentsConfig>;
