import type { HeldLease } from '../../postgres/leases.ts';
import { ParallaxError } from '../../vocabulary/errors.ts';

/** A transaction was rolled back, because another hub holds a lease that it requires. */
export class LeaseLostError extends ParallaxError {
  readonly leases: readonly HeldLease[];

  constructor(leases: readonly HeldLease[]) {
    super('lease_lost', 'another hub owns a partition whose exchanges this hub counted');
    this.leases = leases;
  }
}
