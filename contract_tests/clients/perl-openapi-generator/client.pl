#!/usr/bin/perl
# Gets usage reports and prints each as JSON on one line.
use strict;
use warnings;

use Getopt::Long;
use JSON;
use LWP::ConnCache;
use Scalar::Util 'blessed';

use WWW::OpenAPIClient::AccountsApi;
use WWW::OpenAPIClient::ApiClient;

GetOptions('base-url=s' => \my $base_url, 'email=s' => \my @emails) or exit 2;

my $client = WWW::OpenAPIClient::ApiClient->new(base_url => $base_url, access_token => $ENV{USEAPI_TOKEN});
$client->{ua}->max_redirect(0); # the token would be sent to the new host
$client->{ua}->conn_cache(LWP::ConnCache->new); # otherwise each call opens a connection
my $accounts = WWW::OpenAPIClient::AccountsApi->new($client);
for my $email (@emails) {
    my $usage = eval { $accounts->get_account_usage(email => $email) };
    my %output;
    if ($usage) {
        %output = (status => 200, usage => plain($usage));
    }
    elsif ($@ =~ /^API Exception\((\d+)\)/ && $1 != 200) {
        %output = (status => 0 + $1);
    }
    else {
        %output = (error => $@ || 'no usage report');
    }
    print JSON->new->canonical->utf8->encode(\%output), "\n";
}

# The models' own to_hash leaves out null values and fractions of a second.
sub plain {
    my ($value) = @_;
    return [map { plain($_) } @$value] if ref $value eq 'ARRAY';
    return {map { $_ => plain($value->{$_}) } keys %$value} if ref $value eq 'HASH';
    return $value if !blessed $value;
    return $value->strftime('%FT%T.%6NZ') if $value->isa('DateTime');
    my $names = $value->attribute_map;
    return {map { $names->{$_} => plain($value->$_) } keys %$names};
}
