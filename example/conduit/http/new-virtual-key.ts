import { z } from 'zod';

const name = z.string().min(1).max(64);

/** What a client says of the virtual key that it wants. */
export const newVirtualKey = z.object({ team: name, keyName: name });
