# medians.awk: of lines "COLUMN FIGURE VALUE" prints the median of each figure in each column of `names`, and its ratio to that of the first column.
{
  key = $1 " " $2
  if (!seen[$2]++) figure[++figures] = $2
  for (i = ++n[key]; i > 1 && value[key, i - 1] > $3 + 0; i--) value[key, i] = value[key, i - 1]
  value[key, i] = $3 + 0
}
function median(name, f,  key, m) {
  key = name " " f
  m = n[key]
  return (value[key, int((m + 1) / 2)] + value[key, int(m / 2) + 1]) / 2
}
END {
  columns = split(names, column, " ")
  printf "%-24s", ""
  for (c = 1; c <= columns; c++) printf "%12s", column[c]
  for (c = 2; c <= columns; c++) printf "%18s", column[c] "/" column[1]
  print ""
  for (i = 1; i <= figures; i++) {
    first = median(column[1], figure[i])
    printf "%-24s", figure[i]
    for (c = 1; c <= columns; c++) printf "%12.6g", median(column[c], figure[i])
    for (c = 2; c <= columns; c++) printf "%18s", first ? sprintf("%.3f", median(column[c], figure[i]) / first) : "-"
    print ""
  }
}
