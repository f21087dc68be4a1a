//! Schulze's method: M. Schulze, “A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner election
//! method”, Social Choice and Welfare 36 (2011), 267–303. Strengths of links are winning votes; strongest paths by Floyd and Warshall.

/// Which options win: one, unless there is a tie. `preferred[i][j]` is how many rank option `i` above option `j`.
#[must_use]
pub fn winners(preferred: &[Vec<u64>]) -> Vec<u8> {
    let paths = strongest_paths(preferred);
    let count = preferred.len();
    let beats_or_ties = |one: usize| (0..count).all(|other| one == other || paths[one][other] >= paths[other][one]);
    (0..count).filter(|one| beats_or_ties(*one)).filter_map(|one| u8::try_from(one).ok()).collect()
}

/// How strong the strongest path between any two options is; 0 where there is none.
#[must_use]
pub fn strongest_paths(preferred: &[Vec<u64>]) -> Vec<Vec<u64>> {
    let count = preferred.len();
    let link = |one: usize, two: usize| {
        let (for_it, against) = (preferred[one][two], preferred[two][one]);
        if one != two && for_it > against { for_it } else { 0 }
    };
    let mut paths: Vec<Vec<u64>> = (0..count).map(|one| (0..count).map(|two| link(one, two)).collect()).collect();
    for over in 0..count {
        for one in 0..count {
            for two in 0..count {
                if one != two && one != over && two != over {
                    let through = paths[one][over].min(paths[over][two]);
                    paths[one][two] = paths[one][two].max(through);
                }
            }
        }
    }
    paths
}

/// How many rank each option above each other. A ranking names some options, best first; those left out come last, all alike.
#[must_use]
pub fn preferences<'r>(options: usize, rankings: impl IntoIterator<Item = (&'r [u8], u64)>) -> Vec<Vec<u64>> {
    let mut preferred = vec![vec![0u64; options]; options];
    for (ranking, weight) in rankings {
        let mut place = vec![usize::MAX; options];
        for (position, option) in ranking.iter().enumerate() {
            if let Some(place) = place.get_mut(usize::from(*option)) {
                *place = position;
            }
        }
        for one in 0..options {
            for two in 0..options {
                if place[one] < place[two] {
                    preferred[one][two] = preferred[one][two].saturating_add(weight);
                }
            }
        }
    }
    preferred
}
