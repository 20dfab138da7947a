package io.ssehub.core.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ssehub.core.channel.Allocation.AddressLimit;
import io.ssehub.core.channel.Allocation.AllTaken;
import io.ssehub.core.channel.Allocation.Allocated;
import io.ssehub.core.channel.ListenResult.Listening;
import io.ssehub.core.channel.ReleaseResult.Released;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChannelAllocatorTest {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration NANO = Duration.ofNanos(1);
    private static final InetAddress PHONE = address(10, 0, 0, 1);
    private static final InetAddress LAPTOP = address(10, 0, 0, 2);

    private final FakeClock clock = new FakeClock();
    private final List<ChannelLease> expired = new ArrayList<>();
    private final ChannelAllocator allocator = allocator(8);

    private ChannelAllocator allocator(int channels) {
        return new ChannelAllocator(channels, LEASE, client -> 4, expired::add, clock);
    }

    @Test
    void handsOutTheLowestFreeNumberFromZero() {
        assertThat(allocated(PHONE).number()).isZero();
        assertThat(allocated(LAPTOP).number()).isEqualTo(1);
        assertThat(allocated(PHONE).number()).isEqualTo(2);
        allocator.release(1, LAPTOP, null);
        allocator.release(0, PHONE, null);
        assertThat(allocated(LAPTOP).number()).isZero();
        assertThat(allocated(LAPTOP).number()).isEqualTo(1);
        assertThat(allocated(LAPTOP).number()).isEqualTo(3);
    }

    @Test
    void oneAddressMayHoldSeveralChannelsUpToItsLimit() {
        for (int number = 0; number < 4; number++) {
            assertThat(allocated(PHONE).number()).isEqualTo(number);
        }
        assertThat(allocator.allocate(PHONE)).isEqualTo(new AddressLimit(4));
        assertThat(allocated(LAPTOP).number()).isEqualTo(4);
        allocator.release(2, PHONE, null);
        assertThat(allocated(PHONE).number()).isEqualTo(2);
        clock.advance(LEASE);
        assertThat(allocated(PHONE).number()).isZero();
    }

    @Test
    void saysWhenAllAreTaken() {
        ChannelAllocator two = allocator(2);
        two.allocate(PHONE);
        two.allocate(PHONE);
        assertThat(two.allocate(LAPTOP)).isEqualTo(new AllTaken());
        clock.advance(LEASE);
        assertThat(two.allocate(LAPTOP)).isEqualTo(new Allocated(new ChannelLease(0, LAPTOP, null)));
    }

    @Test
    void onlyTheLeasingAddressListensAndGivesBack() {
        allocated(PHONE);
        assertThat(refusal(0, LAPTOP)).isEqualTo(Refusal.OTHER_ADDRESS);
        assertThat(allocator.release(0, LAPTOP, null)).isEqualTo(new ReleaseResult.Refused(Refusal.OTHER_ADDRESS));
        listening(0, PHONE);
        assertThat(refusal(0, LAPTOP)).isEqualTo(Refusal.OTHER_ADDRESS);
        assertThat(allocator.release(0, LAPTOP, null)).isEqualTo(new ReleaseResult.Refused(Refusal.OTHER_ADDRESS));
        assertThat(allocator.listening()).isEqualTo(1);
    }

    @Test
    void saysWhetherAClientMayListenWithoutTakingOver() {
        assertThat(allocator.check(0, PHONE, null)).isEqualTo(Refusal.NOT_LEASED);
        allocated(PHONE);
        Listening connection = listening(0, PHONE);
        assertThat(allocator.check(0, PHONE, null)).isNull();
        assertThat(allocator.check(0, LAPTOP, null)).isEqualTo(Refusal.OTHER_ADDRESS);
        assertThat(allocator.ended(connection)).isTrue();
        clock.advance(LEASE);
        assertThat(allocator.check(0, PHONE, null)).isEqualTo(Refusal.NOT_LEASED);
        assertThat(expired).containsExactly(connection.lease());
    }

    @Test
    void noOtherNumberIsAChannel() {
        assertThat(refusal(0, PHONE)).isEqualTo(Refusal.NOT_LEASED);
        assertThat(refusal(7, PHONE)).isEqualTo(Refusal.NOT_LEASED);
        assertThat(refusal(8, PHONE)).isEqualTo(Refusal.OUT_OF_RANGE);
        assertThat(refusal(-1, PHONE)).isEqualTo(Refusal.OUT_OF_RANGE);
        assertThat(refusal(Integer.MAX_VALUE, PHONE)).isEqualTo(Refusal.OUT_OF_RANGE);
        assertThat(refusal(Integer.MIN_VALUE, PHONE)).isEqualTo(Refusal.OUT_OF_RANGE);
        assertThat(allocator.release(8, PHONE, null)).isEqualTo(new ReleaseResult.Refused(Refusal.OUT_OF_RANGE));
        assertThat(allocator.release(0, PHONE, null)).isEqualTo(new ReleaseResult.Refused(Refusal.NOT_LEASED));
    }

    @Test
    void aRegisteredChannelStaysOneLeaseLongAndNotANanosecondMore() {
        allocated(PHONE);
        clock.advance(LEASE.minus(NANO));
        Listening connection = listening(0, PHONE);
        clock.advance(Duration.ofDays(3));
        assertThat(allocator.ended(connection)).isTrue();
        clock.advance(LEASE.minus(NANO));
        assertThat(allocator.statuses()).containsExactly(new ChannelStatus(connection.lease(), NANO));
        assertThat(expired).isEmpty();
        clock.advance(NANO);
        assertThat(allocator.statuses()).isEmpty();
        assertThat(refusal(0, PHONE)).isEqualTo(Refusal.NOT_LEASED);
        assertThat(expired).containsExactly(connection.lease());
        assertThat(allocated(LAPTOP).number()).isZero();
    }

    @Test
    void aListeningChannelNeverRunsOut() {
        allocated(PHONE);
        Listening connection = listening(0, PHONE);
        clock.advance(Duration.ofDays(36_500));
        assertThat(allocator.expire()).isEqualTo(LEASE);
        assertThat(allocator.statuses()).containsExactly(new ChannelStatus(connection.lease(), null));
        assertThat(allocator.statuses().get(0).listening()).isTrue();
    }

    @Test
    void aReturningClientFindsItsChannelAgain() {
        allocated(PHONE);
        Listening first = listening(0, PHONE);
        allocator.ended(first);
        clock.advance(LEASE.minus(NANO));
        Listening second = listening(0, PHONE);
        assertThat(second.displaced()).isNull();
        assertThat(second.lease()).isSameAs(first.lease());
    }

    @Test
    void theNewestConnectionTakesOverAndTheOlderOnesEndDoesNotStartTheLease() {
        allocated(PHONE);
        Runnable end = () -> {};
        Listening older = (Listening) allocator.listen(0, PHONE, null, end);
        Listening newer = listening(0, PHONE);
        assertThat(newer.displaced()).isSameAs(end);
        assertThat(allocator.listening()).isEqualTo(1);

        assertThat(allocator.ended(older)).isFalse();
        clock.advance(LEASE);
        assertThat(allocator.statuses()).containsExactly(new ChannelStatus(newer.lease(), null));
        assertThat(allocator.ended(newer)).isTrue();
        assertThat(allocator.ended(newer)).isFalse();
        assertThat(allocator.listening()).isZero();
    }

    @Test
    void theEndOfAConnectionOfAnEarlierLeaseChangesNothing() {
        allocated(PHONE);
        Runnable end = () -> {};
        Listening earlier = (Listening) allocator.listen(0, PHONE, null, end);
        assertThat(allocator.release(0, PHONE, null)).isEqualTo(new Released(earlier.lease(), end));
        allocated(PHONE);
        listening(0, PHONE);
        assertThat(allocator.ended(earlier)).isFalse();
        assertThat(allocator.listening()).isEqualTo(1);
    }

    @Test
    void aReleasedChannelIsFreeAtOnce() {
        ChannelLease lease = allocated(PHONE);
        assertThat(allocator.release(0, PHONE, null)).isEqualTo(new Released(lease, null));
        assertThat(allocator.release(0, PHONE, null)).isEqualTo(new ReleaseResult.Refused(Refusal.NOT_LEASED));
        assertThat(allocator.leased()).isZero();
        clock.advance(LEASE);
        allocator.expire();
        assertThat(expired).isEmpty();
    }

    @Test
    void saysWhenToLookAgainAndTellsOfEachLeaseThatRanOut() {
        assertThat(allocator.expire()).isEqualTo(LEASE);
        ChannelLease first = allocated(PHONE);
        clock.advance(Duration.ofSeconds(10));
        ChannelLease second = allocated(LAPTOP);
        clock.advance(Duration.ofSeconds(10));
        assertThat(allocator.expire()).isEqualTo(Duration.ofSeconds(40));
        clock.advance(Duration.ofSeconds(40));
        assertThat(allocator.expire()).isEqualTo(Duration.ofSeconds(10));
        assertThat(expired).containsExactly(first);
        clock.advance(Duration.ofSeconds(11));
        assertThat(allocator.leased()).isZero();
        assertThat(expired).containsExactly(first, second);
        assertThat(allocator.expire()).isEqualTo(LEASE);
    }

    @Test
    void anIPv4AddressMappedIntoIPv6IsTheSameClient() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
        InetAddress phoneMapped = Inet6Address.getByAddress(null, mapped, -1);
        assertThat(phoneMapped).isNotEqualTo(PHONE);
        assertThat(allocated(phoneMapped).client()).isEqualTo(PHONE);
        listening(0, PHONE);
        listening(0, phoneMapped);
        allocated(PHONE);
        allocated(phoneMapped);
        allocated(PHONE);
        assertThat(allocator.allocate(phoneMapped)).isEqualTo(new AddressLimit(4));
        assertThat(allocator.release(0, phoneMapped, null)).isInstanceOf(Released.class);
    }

    @Test
    void aTokenIsAskedForWhereItWasGiven() {
        ChannelLease lease = ((Allocated) allocator.allocateWithToken(PHONE)).lease();
        String token = Objects.requireNonNull(lease.token());
        assertThat(token).matches("[0-9A-Za-z_-]{22}");
        assertThat(lease.toString()).isEqualTo("channel 0 of 10.0.0.1");
        for (@Nullable String wrong : new @Nullable String[] {null, "", token.substring(1), token + "A", token.toLowerCase(Locale.ROOT) + "\0"}) {
            assertThat(allocator.listen(0, PHONE, wrong, () -> {})).isEqualTo(new ListenResult.Refused(Refusal.WRONG_TOKEN));
            assertThat(allocator.release(0, PHONE, wrong)).isEqualTo(new ReleaseResult.Refused(Refusal.WRONG_TOKEN));
        }
        assertThat(allocator.listen(0, LAPTOP, token, () -> {})).isEqualTo(new ListenResult.Refused(Refusal.OTHER_ADDRESS));
        assertThat(allocator.listen(0, PHONE, token, () -> {})).isInstanceOf(Listening.class);
        assertThat(allocator.release(0, PHONE, token)).isInstanceOf(Released.class);
        assertThat(((Allocated) allocator.allocateWithToken(PHONE)).lease().token()).isNotEqualTo(token);
    }

    @Test
    void aTokenThatNobodyAskedForIsOfNoAccount() {
        allocated(PHONE);
        assertThat(allocator.listen(0, PHONE, "anything", () -> {})).isInstanceOf(Listening.class);
    }

    @Test
    void listsWhatIsLeasedInOrderOfNumber() {
        ChannelAllocator many = new ChannelAllocator(2_000, LEASE, client -> 2_000, expired::add, clock);
        for (int i = 0; i < 1_500; i++) {
            many.allocate(PHONE);
        }
        clock.advance(Duration.ofSeconds(1));
        many.listen(3, PHONE, null, () -> {});
        assertThat(many.statuses()).hasSize(1_500).isSortedAccordingTo((a, b) -> Integer.compare(a.lease().number(), b.lease().number()));
        assertThat(many.statuses().get(3).untilFree()).isNull();
        assertThat(many.statuses().get(1_499).untilFree()).isEqualTo(Duration.ofSeconds(59));
        assertThat(many.channels()).isEqualTo(2_000);
        assertThat(many.leased()).isEqualTo(1_500);
    }

    @Test
    void refusesSizesOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> allocator(0))
                .withMessage("0 channels; 1 to 1048576 are allowed");
        assertThatIllegalArgumentException().isThrownBy(() -> allocator(1_048_577)).withMessageStartingWith("1048577 channels");
        for (Duration lease : List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofDays(366))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ChannelAllocator(1, lease, client -> 1, expired::add, clock))
                    .withMessage("the lease is " + lease + "; more than 0 and at most PT8760H is allowed");
        }
    }

    private ChannelLease allocated(InetAddress client) {
        return ((Allocated) allocator.allocate(client)).lease();
    }

    private Listening listening(int number, InetAddress client) {
        return (Listening) allocator.listen(number, client, null, () -> {});
    }

    private Refusal refusal(int number, InetAddress client) {
        return ((ListenResult.Refused) allocator.listen(number, client, null, () -> {})).refusal();
    }

    private static InetAddress address(int... parts) {
        byte[] bytes = {(byte) parts[0], (byte) parts[1], (byte) parts[2], (byte) parts[3]};
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
