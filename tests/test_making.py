"""Do the tools that made shipped data still work?"""

from making.coastline import NORTH, SOUTH, WEST, derived


def test_a_coast_is_cut_at_the_box_and_points_on_a_line_are_left_out() -> None:
    square = [[0, 0], [0, 2], [0, 2], [2, 0], [0, -4], [-2, 0]]
    atlas = {
        "transform": {"scale": [1, 1], "translate": [-8, 51]},
        "arcs": [square],
        "objects": {"land": {"geometries": [{"type": "Polygon", "arcs": [[0]]}]}},
    }
    [piece] = derived(atlas)
    assert {(WEST, 51.0), (WEST, 55.0), (-6.0, 55.0), (-6.0, 51.0)} == set(piece)
    assert all(SOUTH <= latitude <= NORTH for _, latitude in piece)
