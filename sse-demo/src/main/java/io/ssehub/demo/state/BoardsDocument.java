package io.ssehub.demo.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ssehub.demo.board.BoardSnapshot;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Boards in order of name.
 *
 * @param total boards known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BoardsDocument(int total, List<Board> boards, @Nullable String next) {
    /** A board and its datagrams by what became of them. */
    record Board(
            String name,
            String address,
            Instant firstSeen,
            Instant lastSeen,
            boolean online,
            long received,
            long lost,
            long duplicates,
            long late,
            long reboots,
            int sensors) {
        static Board of(BoardSnapshot board) {
            return new Board(board.name(), board.address(), board.firstSeen(), board.lastSeen(), board.online(), board.received(), board.lost(), board.duplicates(),
                    board.late(), board.reboots(), board.sensors().size());
        }
    }

    static BoardsDocument of(List<BoardSnapshot> all, PageRequest page) {
        List<BoardSnapshot> following = all.stream().filter(board -> board.name().compareTo(page.after()) > 0).limit(page.limit() + 1L).toList();
        List<Board> boards = page.cut(following).stream().map(Board::of).toList();
        return new BoardsDocument(all.size(), boards, page.leavesSome(following) ? boards.get(boards.size() - 1).name() : null);
    }
}
