import type { HeldLease } from '../../postgres/leases.ts';
import { ParallaxError } from '../../vocabulary/errors.ts';

/** A transaction was given up, as another hub holds a lease that it rests on. */
export class LeaseLostError extends ParallaxError {
  readonly leases: readonly HeldLease[];

  constructor(leases: readonly HeldLease[]) {
    super('lease_lost', 'another hub owns a partition that this one has counted exchanges of');
    this.leases = leases;
  }
}
