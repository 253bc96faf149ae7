"""incisor.oval.accounts: passwd and group files."""

from incisor.oval.accounts import Group, User, group_names, groups, user_names, users


def test_lines_that_are_not_of_the_format_are_left_out() -> None:
    """Comments, NIS lines, short lines and words for numbers are no accounts."""
    content = b"root:x:0:0:r:/root:/bin/sh\n# c\n+::::::\nbad:x:1\nx:x:one:1::/:/\n-y:x:1:1::/:/\n"
    assert users(content) == (User("root", "x", 0, 0, "r", "/root", "/bin/sh"),)


def test_a_group_has_its_members() -> None:
    """Empty places in the list are nobody."""
    assert groups(b"a:x:5:one,,two\nb:x:6:\nc:x:seven:\n") == (
        Group("a", 5, ("one", "two")),
        Group("b", 6, ()),
    )


def test_of_several_names_the_first_one_counts() -> None:
    """As getpwuid(3) and getgrgid(3) find it."""
    assert user_names(b"a:x:0:0::/:/\nb:x:0:0::/:/\n") == {0: "a"}
    assert group_names(b"a:x:0:\nb:x:0:\n") == {0: "a"}
